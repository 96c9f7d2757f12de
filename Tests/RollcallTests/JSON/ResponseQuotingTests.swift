import RollcallTestSupport
import Testing

@testable import Rollcall

/// What an error shows of a response: its shape, and no byte of anybody's.
@Suite struct `Quotations from a response` {
  private let quoting = ResponseQuoting(
    names: ["email", "key", "data"], redactor: Redactor([Secret("canary-of-the-service")]))

  private func shape(_ text: String, around place: Int = 0) -> String {
    let bytes = Array(text.utf8)
    return quoting.shape(of: bytes[...], around: min(place, bytes.count))
  }

  @Test(arguments: [
    (
      #"{"email":"canary@x.test","key" : 4711, "data":[true,false,null]}"#,
      #"{"email":"…","key":…,"data":[true,false,null]}"#
    ),
    (#"{"canary":{"email":""}}"#, #"{"…":{"email":""}}"#), (#"["email","key"]"#, #"["…","…"]"#),
    (#"{"email":"key":1}"#, #"{"email":"…":…}"#), (#"{"email":"canary,"key":"canary"}"#, #"{"email":"…"…"…"…"…""#),
    ("[canary, tru, -1.5e3]", "[…,…,…]"), (#"["canary"#, #"["…""#), (#"["\"canary\"" "#, #"["…""#), ("", ""),
  ])
  func `a quotation keeps the punctuation and the documented names`(text: String, shape: String) {
    #expect(self.shape(text) == shape)
  }

  @Test func `a quotation shows the surroundings of a place, and dots for the rest`() {
    let text = "[\(Array(repeating: #"{"email":"canary"}"#, count: 1000).joined(separator: ","))]"
    let shown = shape(text, around: text.utf8.count / 2)
    #expect(shown.hasPrefix("…") && shown.hasSuffix("…") && shown.contains(#"{"email":"…"},{"email":"…"}"#))
    #expect(shape(text).hasPrefix(#"[{"email":"…"}"#) && shape(text, around: .max).hasSuffix(#"{"email":"…"}]"#))
  }

  @Test(arguments: [1, 2, .random(in: 0 ... .max)] as [UInt64])
  func `a quotation has at most 80 bytes and no value, wherever the damage is`(seed: UInt64) {
    var random = RepeatableRandom(seed: seed)
    let page = Array(
      #"{"data":[{"email":"canary@canary.test","key":"canary","x":{"canary":"canary","a\"b":[1,2,"canary canary"]}}]}"#
        .utf8)
    for round in 0..<3000 {
      var bytes = page
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes.remove(at: place)
      case 1: bytes.removeFirst(place)
      case 2: bytes.insert("[]{},:\"\\ \n".utf8.randomElement(using: &random)!, at: place)
      default: bytes[place] = "[]{},:\"\\ \n".utf8.randomElement(using: &random)!
      }
      let shown = quoting.shape(of: bytes[...], around: .random(in: 0...bytes.count, using: &random))
      #expect(shown.utf8.count <= 80, "seed \(seed), round \(round): \(shown)")
      // Not even a part of it.
      #expect(!shown.contains("can") && !shown.contains("nary"), "seed \(seed), round \(round): \(shown)")
    }
  }

  @Test(arguments: [
    ("<!doctype html>\n<title>Log in</title>", "Log in" as String?),
    ("  502 Bad Gateway\r\n", "502 Bad Gateway"), ("you sent canary-of-the-service", "you sent •••"),
    (#"or","email":"canary@x.test"}]"#, nil), ("canary@x.test", nil), ("\u{0}\u{0}", nil), ("", nil),
  ])
  func `a response that is not JSON is quoted by its words, unless they may be a part of JSON`(
    text: String, words: String?
  ) {
    #expect(quoting.words(of: Array(text.utf8)[...]) == words)
  }

  @Test func `a quotation is cut at 80 bytes, after the masking and between characters`() {
    for padding in 40..<90 {
      let text = "<" + String(repeating: "x", count: padding) + "canary-of-the-service €€€€€€€€€€€€€€€€€€€€€€€€€€€€€€"
      let words = quoting.words(of: Array(text.utf8)[...]) ?? ""
      #expect(words.utf8.count <= 80 && words.utf8.count > 70 && !words.contains("canary"), "\(padding): \(words)")
    }
    let garbage = [UInt8(ascii: "<")] + Array(repeating: 0xff, count: 500)
    #expect((quoting.words(of: garbage[...])?.utf8.count ?? 0) <= 80)
  }
}
