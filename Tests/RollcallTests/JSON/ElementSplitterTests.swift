import Testing

@testable import Rollcall

/// Whatever the network cuts a response into, the list in it is the same.
@Suite struct `Splitter of a list` {
  private let page = Array(samplePage.utf8)
  private let chunkLimits = [1, 2, 50, 10_000]

  @Test func `the sample has the elements that a reader would find`() throws {
    let whole = try SplitResponse(samplePage)
    try #require(whole.elements.count == 13)
    #expect(whole.elements[3] == #""lone \\\" string, ]""#)
    #expect(whole.elements[4] == "12345678901234567890")
    #expect(whole.elements[6...8] == ["true", "false", "null"])
    #expect(whole.frame.contains(#""data" : [] , "after""#))
    #expect(whole.frame.contains(#"{"data": ["not this", "one"]"#))
  }

  @Test(arguments: [1, 2, 50, 10_000])
  func `a list that is cut at any byte gives the same elements and the same frame`(chunk: Int) throws {
    let whole = try SplitResponse(samplePage)
    for cut in 0...page.count {
      let pieces = [Array(page[..<cut]), Array(page[cut...])]
      let split = try SplitResponse(pieces, limits: .chunks(of: chunk))
      #expect(split == whole, "cut at byte \(cut)")
    }
  }

  @Test(arguments: 1...17)
  func `a list in pieces of any size gives the same elements and the same frame`(size: Int) throws {
    let whole = try SplitResponse(samplePage)
    for chunk in chunkLimits {
      #expect(try SplitResponse(page.pieces(of: size), limits: .chunks(of: chunk)) == whole, "chunks of \(chunk)")
    }
  }

  @Test func `empty pieces change nothing`() throws {
    let pieces = page.pieces(of: 7).flatMap { [[], $0, []] }
    #expect(try SplitResponse(pieces) == SplitResponse(samplePage))
  }

  @Test func `a chunk is returned as soon as it is large enough`() throws {
    var splitter = ElementSplitter(listAt: .root, limits: .chunks(of: 6))
    let first = try splitter.split(Array("[11,22,33,44".utf8))
    #expect(first.map { String(decoding: $0.text.bytes, as: UTF8.self) } == ["[11,22,33]"])
    let last = try splitter.split(Array(",5]".utf8))
    #expect(last.map { String(decoding: $0.text.bytes, as: UTF8.self) } == ["[44,5]"])
  }

  @Test(arguments: [1, 3, 1000])
  func `a chunk knows its place in the response`(size: Int) throws {
    let text = Array(#"{"data": [10,20 , 30]}"#.utf8)
    var splitter = ElementSplitter(listAt: .member("data"), limits: .chunks(of: 1))
    let chunks = try text.pieces(of: size).flatMap { try splitter.split($0) }
    #expect(chunks.count == 3)
    for chunk in chunks {
      let inside = chunk.text.bytes.dropFirst().dropLast()
      #expect(text[chunk.offset...].starts(with: inside))
    }
  }

  @Test func `a list without elements gives no chunk`() throws {
    for text in [#"{"data":[]}"#, "{\"data\": [ \r\n\t ] }"] {
      var splitter = ElementSplitter(listAt: .member("data"))
      #expect(try Array(text.utf8).pieces(of: 1).flatMap { try splitter.split($0) }.isEmpty)
    }
  }
}
