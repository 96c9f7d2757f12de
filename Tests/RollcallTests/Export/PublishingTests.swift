import Foundation
import Glibc
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `The final name of a snapshot` {
  private func bench(_ folder: ScratchFolder) -> ExportBench {
    ExportBench(EchoService("a"), script: ["/a": [.page("a")]], in: folder)
  }

  @Test func `is taken only when it is complete`() async throws {
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
          "SHA256SUMS", "entitlements/part-00000.csv", "grants/part-00000.csv", "manifest.json",
          "operators/part-00000.csv", "resources/part-00000.csv",
        ])
    }
  }

  @Test func `is refused if something is there, and that is left alone`() async throws {
    try await withScratchFolder { folder in
      try Data("mine".utf8).write(to: URL(filePath: folder.file("snapshot")))
      let bench = bench(folder)
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73 && bench.transport.requests.isEmpty)
      #expect(try String(contentsOfFile: folder.file("snapshot"), encoding: .utf8) == "mine")
    }
  }

  @Test func `is refused if another run may be at it, until that is discarded`() async throws {
    try await withScratchFolder { folder in
      let remains = folder.file("snapshot.partial/operators/part-00000.csv")
      try FileManager.default.createDirectory(
        atPath: folder.file("snapshot.partial/operators"), withIntermediateDirectories: true)
      try Data("remains".utf8).write(to: URL(filePath: remains))
      var bench = bench(folder)
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73 && failure.advice?.contains("--discard-partial") == true)
      #expect(FileManager.default.fileExists(atPath: remains))

      bench.configuration.remains = .discard
      #expect(try await bench.run().complete)
      #expect(try folder.names == ["snapshot"])
    }
  }

  @Test func `that somebody took meanwhile is not replaced, and what was to have it is kept`() async throws {
    try await withScratchFolder { folder in
      let fixture = ServiceFixture.crisp(websites: 1, seed: 1)
      let service = try fixture.definition.make(fixture.settings)
      var bench = ExportBench(service, script: fixture.script, in: folder) { _ in
        try FileManager.default.createDirectory(
          atPath: folder.file("snapshot"), withIntermediateDirectories: true)
      }
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73 && failure.remains?.contains("complete but for its name") == true)
      #expect(try folder.names == ["snapshot", "snapshot.partial"])
      #expect(try folder.files(below: "snapshot").isEmpty)
      try #require(rmdir(folder.file("snapshot")) == 0)
      bench.configuration.remains = .resume
      #expect(try await bench.run().complete)
      #expect(try folder.names == ["snapshot"])
    }
  }

  @Test(arguments: ["/", ".", "..", "", "x/..", "x/."])
  func `cannot be a name that is no name`(name: String) async throws {
    try await withScratchFolder { folder in
      var bench = bench(folder)
      bench.configuration.output = .directory(name)
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73)
      #expect(bench.transport.requests.isEmpty)
    }
  }

  @Test func `is for its owner's eyes only, and a slash behind its name means nothing`() async throws {
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
