import RollcallTestSupport
import Testing

@testable import Rollcall

/// The search for the place of a fault agrees with the parser about what is one.
@Suite struct `Search for the fault in a JSON text` {
  static let accepted = Fixture.cases(in: "json-accepted.txt")
  static let refused = Fixture.cases(in: "json-refused.txt")

  @Test(arguments: accepted) func `the search finds no fault in a text that the parser accepts`(document: Fixture.Case)
  {
    #expect(JSONFaultSearch.fault(in: document.bytes[...]) == nil)
  }

  @Test(arguments: refused) func `the search finds a fault in a text that the parser refuses`(document: Fixture.Case) {
    let place = JSONFaultSearch.fault(in: document.bytes[...])
    // That a number does not fit is no question of grammar.
    #expect(place != nil || document.about.contains("integer"), "\(document.about)")
  }

  @Test(arguments: [
    ("", 0), (" ", 1), ("[1,]", 3), ("[1 2]", 3), ("{\"a\" 1}", 5), ("{\"a\":1,}", 7), ("{a:1}", 1), ("[tru]", 4),
    ("[01]", 2), ("[-]", 2), ("[1.]", 3), ("[1e]", 3), ("[\"\\x\"]", 3), ("[\"\\ud800\"]", 2), ("[\"a\u{1}\"]", 3),
    ("[1}", 2), ("{\"a\":1]", 6), ("[1]]", 3), ("[1] x", 4), ("[\"abc", 5), ("[{\"a\":", 6), ("<html>", 0),
  ])
  func `the fault is at the first byte that is not allowed there`(text: String, place: Int) {
    #expect(JSONFaultSearch.fault(in: Array(text.utf8)[...]) == place)
  }

  @Test func `the fault is at the first bracket that is too deep`() {
    let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
    #expect(JSONFaultSearch.fault(in: deep[...]) == JSONParser.maximumDepth)
  }

  @Test(arguments: [[0xc0, 0x80], [0xff], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc3]])
  func `the fault is at the first byte of an invalid character`(bytes: [UInt8]) {
    let text = Array("[\"a".utf8) + bytes + Array("\"]".utf8)
    #expect(JSONFaultSearch.fault(in: text[...]) == 3)
  }

  @Test(arguments: [1, 2, .random(in: 0 ... .max)] as [UInt64])
  func `the search finds a fault exactly when the parser refuses the text`(seed: UInt64) {
    var random = RepeatableRandom(seed: seed)
    let page = Array(samplePage.utf8)
    for round in 0..<2000 {
      var bytes = page
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = "[]{},:\" \\1tu".utf8.randomElement(using: &random)!
        default: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        }
      }
      var parser = JSONParser()
      let isTaken = (try? parser.withDocument(JSONText(bytes)) { _ in }) != nil
      let place = JSONFaultSearch.fault(in: bytes[...])
      // The page has a number of twenty digits; one more and it does not fit, which is no question of grammar.
      let digits = bytes.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.map(\.count).max() ?? 0
      #expect(isTaken == (place == nil) || place == nil && digits >= 20, "seed \(seed), round \(round), \(place ?? -1)")
    }
  }
}
