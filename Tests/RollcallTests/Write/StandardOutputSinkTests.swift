import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `Places that a run writes to` {
  @Test func `standard output stays where it is and cannot go back`() throws {
    let sink = StandardOutputSink()
    #expect(sink.position.count == 0 && sink.position.sha256.hasPrefix("e3b0c44298fc1c14"))
    try sink.rewind(to: sink.position)
    let error = #expect(throws: (any Error).self) {
      try sink.rewind(to: SinkPosition(count: 1, digest: SHA256()))
    }
    #expect(error.map { "\($0)".contains("--output DIR") } == true)
  }

  @Test func `the remains of a run are deleted with their folder`() throws {
    let parent = try ScratchFolder()
    let path = parent.file("snapshot.partial")
    _ = try CommandRun.run("mkdir", ["-p", "\(path)/grants"]).succeeded()
    for name in [Checkpoint.name, "manifest.json", "grants/part-00000.csv"] {
      try parent.write([], to: "snapshot.partial/\(name)")
    }
    let partial = try PartialFolder(path)
    try partial.checkIsLeftByRun()
    try partial.remove()
    #expect(parent.contents == [])
  }

  @Test(arguments: ["grants/part-0.csv", "grants/part-00000.txt", "notes"])
  func `a folder with other files was not left by a run`(name: String) throws {
    let folder = try ScratchFolder()
    _ = try CommandRun.run("mkdir", [folder.file("grants")]).succeeded()
    for name in [Checkpoint.name, name] { try folder.write([], to: name) }
    let error = #expect(throws: RollcallError.self) { try PartialFolder(folder.path).checkIsLeftByRun() }
    #expect(error?.code == .cannotCreate && error?.cause?.contains(name) == true)
  }
}
