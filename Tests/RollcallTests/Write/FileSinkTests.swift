import Glibc
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Files of a snapshot: new, private, and with the digest of what is in them.
@Suite struct `Files of a snapshot` {
  private func write(_ text: String, to sink: any ByteSink) throws {
    try Array(text.utf8).withUnsafeBytes { try sink.write($0) }
  }

  @Test func `a file holds the written bytes, and sha256sum agrees`() throws {
    let folder = try ScratchFolder()
    let sink = try FileSink(path: folder.file("a"))
    for part in ["first ", "", "second", String(repeating: "x", count: 300_000)] { try write(part, to: sink) }
    let position = sink.position
    try sink.finish()
    #expect(folder.contents(of: "a")?.count == position.count && position.count == 300_012)
    #expect(try CommandRun.run("sha256sum", [folder.file("a")]).output.hasPrefix(position.sha256 + " "))
  }

  @Test func `a file continues at the mark after a rewind`() throws {
    let folder = try ScratchFolder()
    let sink = try FileSink(path: folder.file("a"))
    try write("kept,", to: sink)
    let mark = sink.position
    for text in ["lost, and much longer than what comes instead", "lost again"] {
      try write(text, to: sink)
      try sink.rewind(to: mark)
    }
    #expect(sink.position.count == 5 && sink.position.sha256 == mark.sha256)
    try write("new", to: sink)
    let end = sink.position
    try sink.finish()
    #expect(folder.contents(of: "a") == Array("kept,new".utf8))
    #expect(try CommandRun.run("sha256sum", [folder.file("a")]).output.hasPrefix(end.sha256 + " "))
  }

  @Test func `a rewind to the beginning leaves an empty file`() throws {
    let folder = try ScratchFolder()
    let sink = try FileSink(path: folder.file("a"))
    let start = sink.position
    try write("lost", to: sink)
    try sink.rewind(to: start)
    try sink.finish()
    #expect(folder.contents(of: "a") == [])
    #expect(start.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `a digest can continue after it was read`() {
    let digest = SHA256()
    let empty = digest.hexadecimal()
    Array("abc".utf8).withUnsafeBytes { digest.update($0) }
    let copy = digest.copy()
    Array("def".utf8).withUnsafeBytes { digest.update($0) }
    // FIPS 180-4's own example.
    #expect(copy.hexadecimal() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(digest.hexadecimal() != copy.hexadecimal() && empty.count == 64)
  }

  @Test func `an existing file is never overwritten`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write(Array("precious".utf8), to: "a")
    let error = #expect(throws: RollcallError.self) { try FileSink(path: path) }
    #expect(error?.code == .cannotCreate && error?.message.contains(path) == true)
    #expect(folder.contents(of: "a") == Array("precious".utf8))
  }

  @Test func `a link is not followed`() throws {
    let folder = try ScratchFolder()
    try #require(symlink(folder.file("target"), folder.file("link")) == 0)
    let error = #expect(throws: RollcallError.self) { try FileSink(path: folder.file("link")) }
    #expect(error?.code == .cannotCreate && folder.contents(of: "target") == nil)
  }

  @Test func `the advice about a missing folder is to create it`() throws {
    let folder = try ScratchFolder()
    let error = #expect(throws: RollcallError.self) { try FileSink(path: folder.file("none/a")) }
    #expect(error?.code == .cannotCreate && error?.advice?.contains("create the folder") == true)
  }

  @Test func `a full disk is an input-output error that says so`() throws {
    // Always full, on every Linux.
    let descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let error = #expect(throws: RollcallError.self) {
      try Array("x".utf8).withUnsafeBytes { try FileSystem.write($0, to: descriptor, path: "the file") }
    }
    #expect(error?.code == .inputOutput && error?.advice?.contains("make room") == true)
  }

  // The umask is the whole process's, so these look at it in a process of their own.

  @Test func `only its owner can read a file, even with a umask of 0`() async {
    await #expect(processExitsWith: .success) {
      umask(0)
      let folder = try ScratchFolder()
      let sink = try FileSink(path: folder.file("a"))
      let directory = try SnapshotDirectory(path: folder.file("snapshot"), remains: .refuse)
      _ = try directory.openFiles([PartPath(.grants, "csv", isCompressed: false)], level: nil)
      try #require(folder.mode(of: "a") == 0o600)
      try #require(folder.mode(of: "snapshot.partial") == 0o700)
      try #require(folder.mode(of: "snapshot.partial/grants") == 0o700)
      try sink.finish()
    }
  }

  @Test func `a strict umask does not change the mode of a file`() async {
    await #expect(processExitsWith: .success) {
      umask(0o077)
      let folder = try ScratchFolder()
      try FileSink(path: folder.file("a")).finish()
      try #require(folder.mode(of: "a") == 0o600)
    }
  }
}
