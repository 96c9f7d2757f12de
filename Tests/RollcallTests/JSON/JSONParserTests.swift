import Testing

@testable import Rollcall

/// The parser takes what RFC 8259 allows and nothing else; `Tests/Fixtures` has the documents.
@Suite struct `JSON documents` {
  static let refused = Fixture.cases(in: "json-refused.txt")
  static let accepted = Fixture.cases(in: "json-accepted.txt")

  private func parse(_ bytes: [UInt8]) throws {
    var parser = JSONParser()
    try parser.withDocument(JSONText(bytes)) { _ in }
  }

  @Test(arguments: refused)
  func `a document that JSON forbids is refused`(document: Fixture.Case) {
    #expect(throws: JSONError.self) { try parse(document.bytes) }
  }

  @Test(arguments: accepted)
  func `a document that JSON allows is accepted`(document: Fixture.Case) {
    #expect(throws: Never.self) { try parse(document.bytes) }
  }

  @Test(arguments: refused)
  func `a value that JSON forbids is refused as an element among others`(document: Fixture.Case) {
    // Not the ones that are wrong only because of what stands around them.
    guard !["empty document", "only a space", "byte order mark", "UTF-16"].contains(document.about),
      !document.about.hasPrefix("trailing"), !document.about.hasPrefix("second document")
    else { return }
    let response = Array(#"{"data":["first","#.utf8) + document.bytes + Array(#","last"]}"#.utf8)
    for size in [1, 4, response.count] {
      #expect(throws: (any Error).self, "pieces of \(size)") {
        try SplitResponse(response.pieces(of: size), limits: .chunks(of: 1))
      }
    }
  }

  @Test func `nesting is accepted to a depth of 128 and refused beyond`() throws {
    func nested(_ depth: Int, _ open: String, _ close: String) -> [UInt8] {
      Array((String(repeating: open, count: depth) + String(repeating: close, count: depth)).utf8)
    }
    #expect(throws: Never.self) { try parse(nested(127, "[", "]")) }
    for depth in [129, 130, 1000, 100_000] {
      #expect(throws: JSONError.self) { try parse(nested(depth, "[", "]")) }
      #expect(throws: JSONError.self) { try parse(nested(depth, #"{"a":["#, "]}")) }
    }
  }

  @Test func `one parser reads many documents, even after a refused one`() throws {
    var parser = JSONParser()
    for round in 0..<3 {
      #expect(throws: JSONError.self) { try parser.withDocument(JSONText(Array("[1".utf8))) { _ in } }
      let text = String(repeating: "x", count: 5000 * round + 1)
      let read = try parser.withDocument(JSONText(Array("\"\(text)\"".utf8))) { $0.string }
      #expect(read == text)
    }
  }

  @Test func `strings are unescaped`() throws {
    var parser = JSONParser()
    let document = JSONText(Array(#""\"\\\/\b\f\n\r\t\u0000\u005d\u20ac\ud83d\ude00é""#.utf8))
    let text = try parser.withDocument(document) { $0.string }
    #expect(text == "\"\\/\u{8}\u{C}\n\r\t\0]€😀é")
  }

  @Test func `integers keep all their digits`() throws {
    var parser = JSONParser()
    for digits in [
      "0", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
    ] {
      #expect(try parser.withDocument(JSONText(Array(digits.utf8))) { $0.integerText } == digits)
    }
    #expect(try parser.withDocument(JSONText(Array("1.0".utf8))) { $0.integerText } == nil)
  }
}
