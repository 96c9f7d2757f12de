import Foundation
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

  @Test func `that somebody took meanwhile is not replaced`() async throws {
    try await withScratchFolder { folder in
      let bench = ExportBench(EchoService("a"), script: ["/a": [.page("a")]], in: folder) { _ in
        try FileManager.default.createDirectory(
          atPath: folder.file("snapshot"), withIntermediateDirectories: false)
      }
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73)
      #expect(try folder.names == ["snapshot"])
      #expect(try folder.files(below: "snapshot").isEmpty)
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
