import Testing

@testable import Rollcall

/// What is not a list of elements ends in an error, and never in fewer elements.
@Suite struct `Broken lists` {
  /// List texts that are wrong wherever the chunks end.
  static let wrong = [
    "[1,]", "[1, ]", "[1,2,]", "[1,2 , \r\n ]", "[,]", "[ , ]", "[,1]", "[ ,1]", "[1,,2]", "[1, ,2]", "[1,\t \r\n,2]",
    "[1,,]", "[1, , ]", "[   ,1]", "[1 2]", #"["a" "b"]"#, "[1}", "[1,2}", "[}", "[}]", "[1,}]", "[{]}", "[{},{]}]",
    "[[1},2]", "[{\"a\":1],2]", "[{\"a\":[1}]", "[{\"a\":[1},2]]", "[1]]", "[1]}}", "[1]1", "[1],", "[[1]", "[{}",
    "[", "[1", "[1,", "[ ", "[\"", "[\"a", "[\"a\\", "[\"a\\\"", "[\"a]", "[\"]}", "[tru]", "[1,tru,2]", "[1,nul]",
    "['a']", "[1,\"\t\"]", "[1,\"\\x\"]", "[\"\\ud800\",1]", "[01]", "[1,-]", "[1;2]", "[:]", "[1:2]", "[\u{FEFF}1]",
    "[//\n]", "[{a:1}]", "[{\"a\" 1}]", "[{,}]", "[{\"a\":1,}]", "[[,]]", "[[1,]]",
  ]

  @Test(arguments: wrong)
  func `a broken list is refused however it is cut and however large the chunks are`(list: String) {
    let response = Array("{\"data\":\(list)}".utf8)
    for chunk in [1, 2, 3, 4, 5, 1000] {
      for size in 1...response.count {
        let pieces = response.pieces(of: size)
        #expect(throws: (any Error).self, "pieces of \(size), chunks of \(chunk)") {
          try SplitResponse(pieces, limits: .chunks(of: chunk))
        }
      }
    }
  }

  @Test func `a broken list is refused as a response of its own`() {
    for list in Self.wrong {
      #expect(throws: (any Error).self, "\(list)") { try SplitResponse(list, chunk: 1, listAt: .root) }
    }
  }

  @Test func `any number of blanks between two commas is refused`() {
    let blanks = String(repeating: " ", count: 300 * 1024)
    for list in ["[1,\(blanks),2]", "[\(blanks),1]", "[1,\(blanks)]", "[\(blanks),]"] {
      #expect(throws: (any Error).self) { try SplitResponse(#"{"data":\#(list)}"#) }
    }
  }

  @Test func `a response is refused as truncated after any number of its bytes`() throws {
    let page = Array(samplePage.utf8)
    let end = try #require(page.lastIndex(of: UInt8(ascii: "}")))
    for count in 0...end {
      // As an end too early, so that it is asked for again.
      #expect("the first \(count) bytes") {
        try SplitResponse([Array(page[..<count])], limits: .chunks(of: 1))
      } throws: { error in
        (error as? DecodeError)?.isTruncation == true
      }
    }
  }

  @Test func `the error about an end inside the list gives its place`() {
    #expect(throws: DecodeError("the response ends inside its list", at: 11, isTruncation: true)) {
      try SplitResponse(#"{"data":[1,"#)
    }
  }

  @Test func `the error about a trailing comma gives its place, even at the edge of a chunk`() {
    #expect(throws: DecodeError("a comma stands before the end of the list", at: 11)) {
      try SplitResponse(#"{"data":[1,]}"#, chunk: 1)
    }
  }

  @Test func `the error about an extra brace gives its place`() {
    #expect(throws: DecodeError("a brace closes what is not open", at: 10)) {
      try SplitResponse(#"{"data":[1}]"#)
    }
  }
}
