import Testing

@testable import Rollcall

/// No response, however strange, takes more memory than the limits say.
@Suite struct `Splitter limits` {
  private var limits: ElementSplitter.Limits {
    var limits = ElementSplitter.Limits()
    limits.chunk = 10
    limits.element = 100
    limits.frame = 60
    return limits
  }

  private func split(_ text: String, pieces size: Int) throws -> SplitResponse {
    try SplitResponse(Array(text.utf8).pieces(of: size), limits: limits)
  }

  @Test(arguments: [1, 7, 64])
  func `an element beyond the limit is refused while it arrives`(size: Int) {
    let element = #"{"a":""# + String(repeating: "x", count: 200)
    #expect { try split(#"{"data":[1,"# + element, pieces: size) } throws: { error in
      (error as? DecodeError)?.message.contains("larger than 100 bytes") == true
    }
  }

  @Test(arguments: [1, 7, 64])
  func `an element within the limit is accepted`(size: Int) throws {
    let element = "\"" + String(repeating: "x", count: 98) + "\""
    #expect(try split(#"{"data":[\#(element),\#(element)]}"#, pieces: size).elements == [element, element])
  }

  @Test(arguments: [1, 7, 64])
  func `a list far beyond the limits of its elements is accepted`(size: Int) throws {
    let list = (0..<500).map(String.init)
    let split = try split(#"{"data":[\#(list.joined(separator: ","))]}"#, pieces: size)
    #expect(split.elements == list)
  }

  @Test(arguments: [1, 7, 64])
  func `a frame beyond the limit is refused before, after and without the list`(size: Int) {
    let filler = String(repeating: "y", count: 80)
    for text in [
      #"{"x":"\#(filler)","data":[1]}"#, #"{"data":[1],"x":"\#(filler)"}"#, #"{"x":"\#(filler)"}"#, "<html>\(filler)",
    ] {
      #expect { try split(text, pieces: size) } throws: { error in
        (error as? DecodeError)?.message == "more than 60 bytes around the list"
      }
    }
  }

  @Test func `a frame at the limit is accepted`() throws {
    let empty = #"{"data":[],"x":""}"#.utf8.count
    let filler = String(repeating: "y", count: 60 - empty)
    #expect(try split(#"{"data":[1,2],"x":"\#(filler)"}"#, pieces: 9).elements == ["1", "2"])
    #expect(throws: DecodeError.self) { try split(#"{"data":[1,2],"x":"\#(filler)y"}"#, pieces: 9) }
  }

  @Test(arguments: [1, 7, 64]) func `a response beyond the limit is refused although each element is small`(size: Int) {
    var limits = limits
    limits.response = 1000
    let text = #"{"data":[\#((0..<500).map(String.init).joined(separator: ","))]}"#
    #expect { try SplitResponse(Array(text.utf8).pieces(of: size), limits: limits) } throws: { error in
      (error as? DecodeError)?.message == "the response is larger than 1000 bytes"
    }
  }

  @Test(arguments: [1, 100, 64 << 10])
  func `a chunk takes little more memory than its bytes, however small it is`(size: Int) throws {
    let text = "[" + Array(repeating: "1", count: 32 << 10).joined(separator: ",") + "]"
    var splitter = ElementSplitter(listAt: .root, limits: .chunks(of: size))
    let chunks = try splitter.split(Array(text.utf8))
    let memory = chunks.reduce(0) { $0 + $1.text.memory }
    #expect(memory < 512 * chunks.count + 4 * text.utf8.count, "\(chunks.count) chunks")
  }

  @Test func `limits are shown in round numbers`() {
    let words = [1000, 1024, 256 << 10, 16 << 20, 8 << 30].map(\.inBytes)
    #expect(words == ["1000 bytes", "1 KiB", "256 KiB", "16 MiB", "8 GiB"])
  }

  @Test func `the default limits are 64 KiB a chunk, 16 MiB an element, 4 MiB a frame and 8 GiB in all`() {
    let usual = ElementSplitter.Limits()
    #expect(usual.chunk == 64 << 10 && usual.element == 16 << 20 && usual.frame == 4 << 20)
    #expect(usual.response == 8 << 30)
  }
}
