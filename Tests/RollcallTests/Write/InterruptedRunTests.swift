import RollcallTestSupport
import Testing

@testable import Rollcall

/// What `--resume` finds. `RemainsTests` and `ResumeTests` have the runs that leave it.
@Suite struct `Remains of an interrupted run` {
  private func run(leaving files: [String: String]) throws -> InterruptedRun {
    let folder = try ScratchFolder()
    for (name, text) in files { try folder.write(Array(text.utf8), to: name) }
    return try InterruptedRun(in: folder.path)
  }

  @Test func `an empty folder is that of a run that had not begun`() throws {
    guard case .notBegun = try run(leaving: [:]) else { return #expect(Bool(false)) }
  }

  @Test func `a folder with a manifest is that of a run that had completed the snapshot`() throws {
    guard case .completed = try run(leaving: [SnapshotLayout.manifest: "{}"]) else { return #expect(Bool(false)) }
  }

  @Test func `a checkpoint that cannot be read is refused, with a way on`() {
    for text in ["", "{}", "nonsense"] {
      let error = #expect(throws: RollcallError.self) { try run(leaving: [Checkpoint.name: text]) }
      #expect(error?.code == .undecodable && error?.advice?.contains("--discard-partial") == true)
      #expect(error?.cause?.hasPrefix(Checkpoint.name) == true)
    }
  }

  @Test func `a file that no run leaves makes the folder somebody else's`() {
    let error = #expect(throws: RollcallError.self) { try run(leaving: ["notes.txt": ""]) }
    #expect(error?.code == .cannotCreate && error?.cause?.contains("notes.txt") == true)
  }

  @Test func `the files beside the tables are written in the order in which they rely on each other`() {
    #expect(SnapshotLayout.lists == ["datapackage.json", "manifest.json", "SHA256SUMS"])
  }
}
