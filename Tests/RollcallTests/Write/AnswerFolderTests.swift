import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `A folder of answers` {
  private func write(_ text: String, to sink: any ByteSink) throws {
    try Array(text.utf8).withUnsafeBytes { try sink.write($0) }
    try sink.finish()
  }

  @Test func `a folder has its name only when it is whole, and is for its owner alone`() throws {
    let scratch = try ScratchFolder()
    do {
      let folder = try AnswerFolder(path: scratch.file("out"))
      try write("a", to: try folder.makeSink("one"))
      #expect(scratch.contents == ["out.partial", "out.partial/one"])
      try folder.publish()
    }
    #expect(scratch.contents == ["out", "out/one"])
    #expect(try scratch.mode(of: "out") == 0o700)
    #expect(try scratch.mode(of: "out/one") == 0o600)
  }

  @Test func `a folder that was not finished leaves nothing`() throws {
    let scratch = try ScratchFolder()
    do {
      let folder = try AnswerFolder(path: scratch.file("out"))
      try write("a", to: try folder.makeSink("one"))
    }
    #expect(scratch.contents.isEmpty)
  }

  @Test(arguments: ["out", "out.partial"])
  func `nothing that is there is taken or removed`(name: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write([1], to: name)
    let error = #expect(throws: RollcallError.self) { try AnswerFolder(path: scratch.file("out")) }
    #expect(error?.code == .cannotCreate)
    #expect(scratch.contents(of: name) == [1])
  }
}
