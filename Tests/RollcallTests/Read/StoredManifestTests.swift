import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `A manifest in a folder` {
  /// The manifest of a folder with these files, or the difference that it is.
  private func read(_ files: [String: String], folder: ScratchFolder) throws -> Result<
    StoredManifest, SnapshotDifference
  > {
    for (name, text) in files { try folder.write(Array(text.utf8), to: name) }
    let opened = try SnapshotFolder(path: folder.path)
    return try StoredManifest.read(from: opened, opened.entries())
  }

  @Test(arguments: [
    ("{", "it cannot be read: it is not JSON"), ("[]", "it cannot be read"),
    (#"{"format_version":"2"}"#, "“format_version” is not of the type it must have"),
    (#"{"format_version":1}"#, "its format_version is 1, but this rollcall knows 2"),
    (#"{"format_version":2}"#, "is missing"),
  ])
  func `a file that is not a manifest is told by its reason`(text: String, words: String) throws {
    guard case .failure(let difference) = try read(["manifest.json": text], folder: ScratchFolder()) else {
      return #expect(Bool(false), "it was read")
    }
    #expect(difference.file == "manifest.json" && difference.message.contains(words), "\(difference)")
  }

  @Test func `a folder without a manifest is not a complete snapshot`() throws {
    guard case .failure(let difference) = try read([:], folder: ScratchFolder()) else {
      return #expect(Bool(false), "it was read")
    }
    #expect(difference.message.hasPrefix("it is missing"))
  }

  @Test func `a difference names its file, row and byte before the fault`() {
    #expect(
      SnapshotDifference(file: "a\nb", row: 3, offset: 7, message: "m").description.hasSuffix(", row 3, byte 7: m"))
    #expect(SnapshotDifference(file: "a", message: "m").description == "a: m")
    #expect(!SnapshotDifference(file: "a\nb", message: "m").description.contains("\n"))
  }

  @Test func `a preview has the first lines of a file, compressed or not`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write(Array("a\nb\n\nc\n".utf8), to: "part")
    #expect(try SnapshotPreview.firstLines(2, of: path) == ["a", "b"])
    _ = try CommandRun.run("gzip", ["--keep", path]).succeeded()
    #expect(try SnapshotPreview.firstLines(4, of: path + ".gz") == ["a", "b", "c"])
    #expect(throws: RollcallError.self) { try SnapshotPreview.firstLines(1, of: folder.file("none")) }
  }
}
