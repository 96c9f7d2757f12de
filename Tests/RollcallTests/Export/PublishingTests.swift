import Backpressure
import Foundation
import Glibc
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `Final name of a snapshot` {
  private func bench(_ folder: ScratchFolder) -> ExportBench {
    ExportBench(EchoService("a"), script: ["/a": [.page("a")]], in: folder)
  }

  @Test func `only a complete snapshot gets the final name`() async throws {
    try await withScratchFolder { folder in
      let bench = ExportBench(EchoService("a"), script: ["/a": [.page("a")]], in: folder) { _ in
        let names = try folder.names
        #expect(names == ["snapshot.partial"])
      }
      _ = try await bench.run()
      #expect(try folder.names == ["snapshot"])
      let names = try folder.files(below: "snapshot").keys.sorted()
      #expect(
        names == [
          "SHA256SUMS", "datapackage.json", "entitlements/part-00000.csv", "grants/part-00000.csv", "manifest.json",
          "operators/part-00000.csv", "resources/part-00000.csv",
        ])
    }
  }

  @Test func `a name that exists is refused, and the file of that name left alone`() async throws {
    try await withScratchFolder { folder in
      try Data("mine".utf8).write(to: URL(filePath: folder.file("snapshot")))
      let bench = bench(folder)
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73 && bench.transport.requests.isEmpty)
      #expect(try String(contentsOfFile: folder.file("snapshot"), encoding: .utf8) == "mine")
    }
  }

  @Test func `the remains of another run are refused until they are discarded`() async throws {
    try await withScratchFolder { folder in
      let limited = ["/a": [ScriptedTransport.Response.page("a")], "/b": [.status(429, retryAfter: "86400")]]
      _ = try #require(try await ExportBench(EchoService("a", "b"), script: limited, in: folder).failure())
      let remains = try folder.files(below: "snapshot.partial")
      var bench = bench(folder)
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73 && failure.advice?.contains("--discard-partial") == true)
      #expect(try folder.files(below: "snapshot.partial") == remains)

      bench.configuration.remains = .discard
      #expect(try await bench.run().complete)
      #expect(try folder.names == ["snapshot"])
    }
  }

  /// What others do to a run's folder while it goes on.
  enum Meddling: String, CaseIterable {
    case hiddenFile = ".DS_Store"
    case folderOfATable = "grants/.nfs0123"
    case folder = "lost+found"
    case secondPart = "operators/part-00001.csv"
    case lostPart = "is not there any more"
    case otherFile = "is not the file that was written"
    case folderLink = "is not a folder any more"
    case secondName = "has a second name elsewhere"
    case openToOthers = "may be written by other users"

    func act(in partial: String) throws {
      let part = "\(partial)/operators/part-00000.csv"
      switch self {
      case .hiddenFile, .folderOfATable, .secondPart: try Data().write(to: URL(filePath: "\(partial)/\(rawValue)"))
      case .folder: try #require(mkdir("\(partial)/\(rawValue)", 0o700) == 0)
      case .lostPart: try #require(unlink(part) == 0)
      case .otherFile:
        let copy = try Data(contentsOf: URL(filePath: part))
        // Its number may not be given to the new one.
        try #require(Glibc.link(part, "\(partial)/../kept") == 0 && unlink(part) == 0)
        try copy.write(to: URL(filePath: part))
      case .folderLink:
        try #require(rename("\(partial)/resources", "\(partial)/../resources") == 0)
        try #require(symlink("../resources", "\(partial)/resources") == 0)
      case .secondName: try #require(Glibc.link(part, "\(partial)/../another") == 0)
      case .openToOthers: try #require(chmod(part, 0o620) == 0)
      }
    }
  }

  @Test(arguments: Meddling.allCases)
  func `a folder that was tampered with is not published, and the message says how`(
    meddling: Meddling
  ) async throws {
    try await withScratchFolder { folder in
      let isDone = Once()
      let bench = ExportBench(
        EchoService("a", "b"), script: ["/a": [.page("a")], "/b": [.page("b")]], in: folder
      ) { path in
        guard path == "/b" else { return }
        while !FileManager.default.fileExists(atPath: folder.file("snapshot.partial/grants/part-00000.csv")) {
          try await Task.sleep(for: .milliseconds(1))
        }
        if isDone.first() { try meddling.act(in: folder.file("snapshot.partial")) }
      }
      let failure = try #require(try await bench.failure())
      #expect([.cannotCreate, .inputOutput].contains(failure.code), "\(failure)")
      #expect(failure.cause?.contains(meddling.rawValue) == true, "\(failure)")
      // One way to go on and not two.
      let ways = ["--resume", "--discard-partial"].filter { "\(failure)".contains($0) }
      #expect(ways.count == 1, "\(failure)")
      #expect(try !FileSystem.exists(folder.file("snapshot")))
    }
  }

  @Test func `a name that was taken during the run is not replaced, and the snapshot is kept`() async throws {
    try await withScratchFolder { folder in
      let fixture = ServiceFixture.crisp(websites: 1, seed: 1)
      let service = try fixture.definition.make(fixture.settings)
      var bench = ExportBench(service, script: fixture.script, in: folder) { _ in
        try FileManager.default.createDirectory(
          atPath: folder.file("snapshot"), withIntermediateDirectories: true)
      }
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73 && failure.remains?.contains("complete except for its name") == true)
      #expect(try folder.names == ["snapshot", "snapshot.partial"])
      #expect(try folder.files(below: "snapshot").isEmpty)
      try #require(rmdir(folder.file("snapshot")) == 0)
      bench.configuration.remains = .resume
      #expect(try await bench.run().complete)
      #expect(try folder.names == ["snapshot"])
    }
  }

  @Test(arguments: ["/", ".", "..", "", "x/..", "x/."])
  func `an impossible name is refused`(name: String) async throws {
    try await withScratchFolder { folder in
      var bench = bench(folder)
      bench.configuration.output = .directory(name)
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73)
      #expect(bench.transport.requests.isEmpty)
    }
  }

  @Test func `only its owner can read a snapshot, and slashes at the end of its name are ignored`() async throws {
    try await withScratchFolder { folder in
      var bench = bench(folder)
      bench.configuration.output = .directory(folder.file("snapshot//"))
      _ = try await bench.run()
      for path in try ["", "operators"] + folder.files(below: "snapshot").keys {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("snapshot/\(path)"))
        let mode = try #require(attributes[.posixPermissions] as? Int)
        #expect(mode & 0o077 == 0, "\(path)")
      }
    }
  }
}

/// Something that happens once.
private final class Once: Sendable {
  private let isOver = Lock(false)

  func first() -> Bool {
    isOver.withLock { isOver in
      defer { isOver = true }
      return !isOver
    }
  }
}
