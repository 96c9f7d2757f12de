import Foundation
import Glibc
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What is not as a run left it is refused, and nothing of it is lost.
@Suite(.timeLimit(.minutes(5))) struct `Remains of a run` {
  private static let rows = (0..<4_000).map { "row-\($0)-\(String(repeating: "x", count: 60))" }

  /// Leaves a run that stopped behind its first tenant.
  private func stop(in folder: ScratchFolder, _ split: SnapshotSplit? = nil) async throws {
    let script = ["/a": [ScriptedTransport.Response.page(Self.rows)], "/b": [.status(429, retryAfter: "86400")]]
    var bench = ExportBench(EchoService("a", "b"), script: script, in: folder)
    bench.configuration.checkpointInterval = .zero
    bench.configuration.split = split
    // Otherwise the limit may be met, and the run be over, before the first tenant is finished.
    bench.configuration.workers = 1
    _ = try #require(try await bench.failure())
  }

  private func resumed(in folder: ScratchFolder, _ split: SnapshotSplit? = nil) -> ExportBench {
    var bench = ExportBench(EchoService("a", "b"), script: ["/b": [.page("b")]], in: folder)
    bench.configuration.remains = .resume
    bench.configuration.split = split
    return bench
  }

  private static let part = "snapshot.partial/entitlements/part-00000.csv"
  private static let checkpoint = "snapshot.partial/checkpoint.json"

  private func change(_ name: String, in folder: ScratchFolder, _ change: (inout [UInt8]) -> Void) throws {
    var bytes = try #require(folder.contents(of: name))
    change(&bytes)
    _ = try folder.write(bytes, to: name)
  }

  @Test func `remains without a checkpoint are refused`() async throws {
    try await withScratchFolder { folder in
      try await stop(in: folder)
      try #require(unlink(folder.file(Self.checkpoint)) == 0)
      #expect(try await resumed(in: folder).failure()?.code == .cannotCreate)
      #expect(folder.contents(of: Self.part) != nil)
    }
  }

  @Test(arguments: ["a changed byte", "a missing end", "a missing file"])
  func `remains with damaged files are refused`(damage: String) async throws {
    try await withScratchFolder { folder in
      try await stop(in: folder)
      switch damage {
      case "a changed byte": try change(Self.part, in: folder) { $0[100] ^= 1 }
      case "a missing end": try change(Self.part, in: folder) { $0.removeLast($0.count - 1000) }
      default: try #require(unlink(folder.file(Self.part)) == 0)
      }
      let failure = try #require(try await resumed(in: folder).failure())
      #expect([.undecodable, .inputOutput].contains(failure.code), "\(failure)")
      #expect(failure.description.contains("part-00000.csv"))
      #expect(try FileSystem.exists(folder.file(Self.checkpoint)))
    }
  }

  @Test func `what a merge left is no run's to go on with`() async throws {
    try await withScratchFolder { folder in
      try await stop(in: folder)
      var checkpoint = try Checkpoint(decoding: try #require(folder.contents(of: Self.checkpoint)))
      checkpoint.merged = String(repeating: "0a", count: 32)
      _ = try folder.write(checkpoint.encoded(), to: Self.checkpoint)
      let failure = try #require(try await resumed(in: folder).failure())
      #expect(failure.code == .configuration && failure.message.hasSuffix("it is a merge of shards"), "\(failure)")
    }
  }

  @Test func `bytes that the checkpoint does not know are cut off`() async throws {
    try await withScratchFolder { folder in
      try await stop(in: folder)
      try change(Self.part, in: folder) { $0 += Array(repeating: 65, count: 100_000) }
      _ = try folder.write([1, 2, 3], to: "snapshot.partial/manifest.json")
      _ = try folder.write([1, 2, 3], to: "snapshot.partial/checkpoint.json.new")
      #expect(try await resumed(in: folder).run().complete)
      #expect(try folder.echoes() == Self.rows + ["b"])
      #expect(try !FileSystem.exists(folder.file("snapshot/checkpoint.json.new")))
    }
  }

  @Test func `remains with a changed checkpoint are refused, whichever byte it is`() async throws {
    try await withScratchFolder { folder in
      try await stop(in: folder)
      let sound = try #require(folder.contents(of: Self.checkpoint))
      var random = RepeatableRandom(seed: 7)
      for _ in 0..<12 {
        let place = Int.random(in: 0..<sound.count, using: &random)
        try change(Self.checkpoint, in: folder) {
          $0 = sound; $0[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        #expect(try await resumed(in: folder).failure()?.code == .undecodable, "byte \(place)")
      }
      _ = try folder.write(sound, to: Self.checkpoint)
      #expect(try await resumed(in: folder).run().complete)
    }
  }

  /// What happens to a part that the checkpoint counts on, or that no run of its kind makes.
  static let partDamage: [(damage: String, code: RollcallError.Code)] = [
    ("a changed byte in part-00001", .undecodable), ("an end less in part-00001", .undecodable),
    ("no part-00001", .undecodable), ("a part of another format", .cannotCreate),
    ("a compressed part", .cannotCreate),
  ]

  @Test(arguments: partDamage)
  func `remains with other parts than the run made are refused`(damage: String, code: RollcallError.Code) async throws {
    try await withScratchFolder { folder in
      try await stop(in: folder, .rows(1_500))
      let folderOfTable = "snapshot.partial/entitlements"
      let part = "\(folderOfTable)/part-00001.csv"
      switch damage {
      case "a changed byte in part-00001": try change(part, in: folder) { $0[100] ^= 1 }
      case "an end less in part-00001": try change(part, in: folder) { $0.removeLast() }
      case "no part-00001": try #require(unlink(folder.file(part)) == 0)
      case "a part of another format": _ = try folder.write([], to: "\(folderOfTable)/part-00001.jsonl")
      default: _ = try folder.write([], to: "\(folderOfTable)/part-00001.csv.gz")
      }
      let before = try folder.files(below: "snapshot.partial")
      let failure = try #require(try await resumed(in: folder, .rows(1_500)).failure())
      #expect(failure.code == code && failure.description.contains("part-00001"), "\(failure)")
      #expect(try folder.files(below: "snapshot.partial") == before)
    }
  }

  @Test func `remains of a run without a split have no second part`() async throws {
    try await withScratchFolder { folder in
      try await stop(in: folder)
      _ = try folder.write([], to: "snapshot.partial/entitlements/part-00001.csv")
      let failure = try #require(try await resumed(in: folder).failure())
      #expect(failure.code == .cannotCreate && failure.description.contains("part-00001.csv"), "\(failure)")
    }
  }
}
