import Glibc
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Where a snapshot may come to stand: nowhere that anything is already.
@Suite struct `Place of a snapshot` {
  private func refusal(_ path: String, discard: Bool = false) -> RollcallError? {
    #expect(throws: RollcallError.self) { try SnapshotDirectory(path: path, remains: discard ? .discard : .refuse) }
  }

  @Test(arguments: ["", "/", "//", ".", "..", "./", "../", "a/.", "a/..", "a/../", "/.", "///.///"])
  func `an impossible name is refused`(path: String) {
    let error = refusal(path, discard: true)
    #expect(error?.code == .cannotCreate && error?.message.contains("cannot be the name") == true)
  }

  @Test func `a free place is taken by a folder that only its owner can enter`() throws {
    let folder = try ScratchFolder()
    let directory = try SnapshotDirectory(path: folder.file("snapshot"), remains: .refuse)
    #expect(directory.partialPath == folder.file("snapshot.partial"))
    _ = try directory.openFiles(Table.allCases.map { PartPath($0, "csv", isCompressed: false) }, level: nil)
    for table in Table.allCases {
      #expect(try folder.mode(of: "snapshot.partial/\(table.rawValue)") == 0o700)
    }
    #expect(try folder.mode(of: "snapshot.partial") == 0o700)
    #expect(try !FileSystem.exists(folder.file("snapshot")))
    directory.discard()
    #expect(try !FileSystem.exists(folder.file("snapshot.partial")))
  }

  @Test func `slashes at the end of a name are ignored`() throws {
    let folder = try ScratchFolder()
    let directory = try SnapshotDirectory(path: folder.file("snapshot///"), remains: .refuse)
    #expect(directory.partialPath == folder.file("snapshot.partial"))
  }

  @Test(arguments: ["folder", "file", "link", "dangling link"])
  func `an occupied place is refused and left unchanged`(kind: String) throws {
    for name in ["snapshot", "snapshot.partial"] {
      let folder = try ScratchFolder()
      let path = folder.file(name)
      switch kind {
      case "folder": try #require(mkdir(path, 0o755) == 0)
      case "file": _ = try folder.write(Array("precious".utf8), to: name)
      case "link": try #require(symlink("/", path) == 0)
      default: try #require(symlink(folder.file("nowhere"), path) == 0)
      }
      let error = refusal(folder.file("snapshot"))
      #expect(error?.code == .cannotCreate && error?.message == "\(path) exists already")
      #expect(error?.advice?.isEmpty == false)
      #expect(try FileSystem.exists(path))
      #expect(try FileSystem.exists(folder.file("snapshot.partial")) == (name == "snapshot.partial"))
    }
  }

  /// What a run leaves that is killed early.
  private func leaveRemains(in folder: ScratchFolder) throws {
    let remains = folder.file("snapshot.partial")
    try #require(mkdir(remains, 0o700) == 0 && mkdir("\(remains)/grants", 0o700) == 0)
    _ = try folder.write([1, 2, 3], to: "snapshot.partial/grants/part-00000.jsonl.gz")
    _ = try folder.write([1, 2, 3], to: "snapshot.partial/\(Checkpoint.name)")
    try folder.setMode(0o600, of: "snapshot.partial/grants/part-00000.jsonl.gz", "snapshot.partial/\(Checkpoint.name)")
  }

  @Test func `the remains of an earlier run are deleted on request`() throws {
    let folder = try ScratchFolder()
    try leaveRemains(in: folder)
    let directory = try SnapshotDirectory(path: folder.file("snapshot"), remains: .discard)
    _ = try directory.openFiles([PartPath(.grants, "csv", isCompressed: false)], level: nil)
    #expect(folder.contents(of: "snapshot.partial/grants/part-00000.jsonl.gz") == nil)
    #expect(try folder.mode(of: "snapshot.partial") == 0o700)
  }

  @Test(arguments: [
    "grants/part-00000.jsonl.bak", "grants/part-1.csv", "grants/part-000x0.csv", "grants/.part-00000.csv", "notes",
    "Grants/x",
    "other/part-00000.csv", "grants/part-00000.csv/",
  ])
  func `a folder with a file that no run leaves is neither deleted nor resumed`(name: String) throws {
    for policy in [RemainsPolicy.discard, .resume] {
      let folder = try ScratchFolder()
      try leaveRemains(in: folder)
      let path = "snapshot.partial/\(name)"
      let parent = folder.file(path.split(separator: "/").dropLast().joined(separator: "/"))
      if mkdir(parent, 0o700) != 0 { try #require(errno == EEXIST) }
      if name.hasSuffix("/") {
        try #require(mkdir(folder.file(path), 0o700) == 0)
      } else {
        _ = try folder.write([9], to: path)
      }
      let error = #expect(throws: RollcallError.self) {
        try SnapshotDirectory(path: folder.file("snapshot"), remains: policy)
      }
      #expect(
        error?.code == .cannotCreate && error?.cause?.contains(name.split(separator: "/")[0]) == true, "\(error!)")
      #expect(try FileSystem.exists(folder.file(path)))
      #expect(folder.contents(of: "snapshot.partial/grants/part-00000.jsonl.gz") == [1, 2, 3])
    }
  }

  @Test(arguments: ["snapshot.partial", "snapshot.partial/grants", "snapshot.partial/checkpoint.json"])
  func `remains that others can write are neither deleted nor resumed`(name: String) throws {
    for policy in [RemainsPolicy.discard, .resume] {
      let folder = try ScratchFolder()
      try leaveRemains(in: folder)
      try folder.setMode(0o720, of: name)
      let error = #expect(throws: RollcallError.self) {
        try SnapshotDirectory(path: folder.file("snapshot"), remains: policy)
      }
      #expect(error?.code == .cannotCreate && error?.cause?.contains("may be written by other users") == true)
      #expect(folder.contents(of: "snapshot.partial/grants/part-00000.jsonl.gz") == [1, 2, 3])
    }
  }

  @Test func `a folder without a checkpoint is not taken for remains, whatever else it holds`() throws {
    let folder = try ScratchFolder()
    try leaveRemains(in: folder)
    try #require(unlink(folder.file("snapshot.partial/\(Checkpoint.name)")) == 0)
    let error = refusal(folder.file("snapshot"), discard: true)
    #expect(error?.code == .cannotCreate && error?.cause?.contains("it has no checkpoint.json") == true)
    #expect(try FileSystem.exists(folder.file("snapshot.partial/grants")))
  }

  @Test func `a link is not taken for remains, and not followed`() throws {
    let folder = try ScratchFolder()
    try #require(mkdir(folder.file("precious"), 0o755) == 0)
    _ = try folder.write([1, 2, 3], to: "precious/file")
    try #require(symlink(folder.file("precious"), folder.file("snapshot.partial")) == 0)
    #expect(refusal(folder.file("snapshot"), discard: true)?.message.hasSuffix("is not a folder") == true)
    #expect(folder.contents(of: "precious/file") == [1, 2, 3])
  }

  @Test func `the folder of a running export cannot be discarded`() throws {
    let folder = try ScratchFolder()
    let running = try SnapshotDirectory(path: folder.file("snapshot"), remains: .refuse)
    _ = try running.openFiles([PartPath(.grants, "csv", isCompressed: false)], level: nil)
    let error = refusal(folder.file("snapshot"), discard: true)
    #expect(error?.code == .cannotCreate && error?.message.hasPrefix("another run is writing") == true)
    #expect(try FileSystem.exists(folder.file("snapshot.partial/grants")))
  }

  @Test func `a folder that took the name during a run is neither published nor deleted`() throws {
    let folder = try ScratchFolder()
    let running = try SnapshotDirectory(path: folder.file("snapshot"), remains: .refuse)
    try #require(rename(folder.file("snapshot.partial"), folder.file("elsewhere")) == 0)
    try #require(mkdir(folder.file("snapshot.partial"), 0o755) == 0)
    running.discard()
    #expect(try FileSystem.exists(folder.file("snapshot.partial")))
  }

  @Test func `a finished snapshot is refused before remains are deleted`() throws {
    let folder = try ScratchFolder()
    for name in ["snapshot", "snapshot.partial"] { try #require(mkdir(folder.file(name), 0o755) == 0) }
    #expect(refusal(folder.file("snapshot"), discard: true)?.code == .cannotCreate)
    #expect(try FileSystem.exists(folder.file("snapshot.partial")))
  }

  @Test func `two runs cannot take the same place`() throws {
    let folder = try ScratchFolder()
    _ = try SnapshotDirectory(path: folder.file("snapshot"), remains: .refuse)
    #expect(refusal(folder.file("snapshot"))?.code == .cannotCreate)
  }

  @Test func `a place in a missing folder is refused with advice`() throws {
    let folder = try ScratchFolder()
    let error = refusal(folder.file("none/snapshot"))
    #expect(error?.code == .cannotCreate && error?.advice?.contains("create the folder around it") == true)
  }

  @Test func `a rename never replaces a folder that appeared in the meantime`() throws {
    let folder = try ScratchFolder()
    let directory = try SnapshotDirectory(path: folder.file("snapshot"), remains: .refuse)
    // An empty folder, which a plain rename would replace.
    try #require(mkdir(folder.file("snapshot"), 0o755) == 0)
    let error = #expect(throws: RollcallError.self) {
      try FileSystem.rename(directory.partialPath, to: folder.file("snapshot"))
    }
    #expect(try error?.code == .cannotCreate && FileSystem.exists(directory.partialPath))
  }
}
