import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `The mark of a file` {
  private func mark(_ path: String) throws -> FileMark {
    let descriptor = open(path, O_RDONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    return try FileMark(of: descriptor, path: path)
  }

  @Test func `a file stays the same under another name and with other content`() throws {
    let folder = try ScratchFolder()
    let before = try mark(folder.write([], to: "a"))
    #expect(rename(folder.file("a"), folder.file("b")) == 0)
    #expect(try mark(folder.write([1], to: "c")).isSameFile(as: before) == false)
    let appended = try FileHandle(forWritingTo: URL(filePath: folder.file("b")))
    try appended.write(contentsOf: Data([1]))
    try appended.close()
    let after = try mark(folder.file("b"))
    #expect(after.isSameFile(as: before) && after == before)
  }

  @Test func `a file that others may change cannot have been left by a run`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write([], to: "a")
    for (mode, objection) in [
      (0o600, nil), (0o644, nil), (0o620, "may be written by other users"), (0o602, "may be written by other users"),
    ] {
      try folder.setMode(mode, of: "a")
      #expect(try mark(path).objection == objection)
    }
    try folder.setMode(0o600, of: "a")
    #expect(link(path, folder.file("b")) == 0)
    #expect(try mark(path).objection == "has a second name elsewhere")
  }

  @Test func `nothing is left out of durable writing unless a variable says so`() {
    #expect(Omission.variable == "ROLLCALL_OMIT" && Omission.allCases.allSatisfy { !$0.isActive })
  }
}
