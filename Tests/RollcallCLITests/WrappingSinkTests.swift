import Foundation
import Rollcall
import RollcallTestSupport
import Testing

@testable import RollcallCLI

/// Text for people on its way to a terminal, in pieces as they come: `WrappingSink`.
@Suite struct `Texts that fit into the window` {
  /// What reaches the sink behind it.
  private func wrapped(_ pieces: [String], width: Int) throws -> String {
    let folder = try ScratchFolder()
    let file = try AnswerFile(path: folder.file("out"))
    let sink = WrappingSink(to: try file.makeSink(), width: width)
    for piece in pieces { try Array(piece.utf8).withUnsafeBytes { try sink.write($0) } }
    try sink.finish()
    try file.publish()
    return String(decoding: folder.contents(of: "out") ?? [], as: UTF8.self)
  }

  @Test func `a text is wrapped in the same way, wherever its pieces end`() throws {
    let text = "The inbox “Süd” is read by many\n\n  inbox 3: one two three four\nshort\n"
    let expected = "The inbox “Süd” is\n  read by many\n\n  inbox 3: one two\n    three four\nshort\n"
    #expect(try wrapped([text], width: 20) == expected)
    // A character of two bytes, and a line, may end in the next piece.
    let bytes = text.map(String.init)
    #expect(try wrapped(bytes, width: 20) == expected)
    for cut in [1, 13, 31, 33] {
      let pieces = [String(text.prefix(cut)), String(text.dropFirst(cut))]
      #expect(try wrapped(pieces, width: 20) == expected, "\(cut)")
    }
  }

  @Test func `a last line without an end is written, and nothing becomes nothing`() throws {
    #expect(try wrapped(["one two"], width: 5) == "one\n  two")
    #expect(try wrapped([], width: 5) == "")
    #expect(try wrapped(["one two\n"], width: 80) == "one two\n")
  }
}
