import RollcallTestSupport
import Testing

@testable import Rollcall

/// A repair of a snapshot of Chatwoot, whose version decides what a team's members read.
@Suite(.timeLimit(.minutes(5))) struct `Repair under another version of Chatwoot` {
  /// Two accounts, of which the second is not found.
  private static func script(_ version: String, failing: Bool) -> ChatwootScript {
    var script = ChatwootScript()
    script.version = version
    script.flags = [("chatwoot-account-id", "1"), ("chatwoot-account-id", "2")]
    script.add(account: 2)
    if failing { script.answers["/accounts/2/agents"] = [.status(404, #"{"error":"Resource could not be found"}"#)] }
    return script
  }

  private func bench(_ script: ChatwootScript, in folder: ScratchFolder, as name: String) throws -> ExportBench {
    var bench = ExportBench(try script.service(), script: script.script(), in: folder)
    bench.configuration.output = .directory(folder.file(name))
    return bench
  }

  @Test(arguments: [("4.7.0", "4.8.0", false), ("4.8.0", "4.7.0", false), ("4.8.0", "4.15.1", true)])
  func `a version with other rules is refused by its name, and one with the same rules is not`(
    old: String, new: String, isSame: Bool
  ) async throws {
    try await withScratchFolder { folder in
      let first = try await bench(Self.script(old, failing: true), in: folder, as: "old").run()
      #expect(first.tenants.map(\.status) == [.complete, .failed])
      var repair = try bench(Self.script(new, failing: false), in: folder, as: "new")
      repair.configuration.repair = try SnapshotRepair(path: folder.file("old"))
      guard isSame else {
        let refusal = try #require(try await repair.failure())
        #expect(refusal.code == .configuration && refusal.advice == "export again", "\(refusal)")
        #expect(refusal.message.contains("version \(new), and the run of the snapshot to repair had version \(old): "))
        #expect(repair.transport.requests.count == 2, "\(repair.transport.requests)")
        #expect(try folder.names == ["old"])
        return
      }
      #expect(try await repair.run().complete)
      #expect(!repair.transport.requests.contains { $0.contains("/accounts/1/") })
    }
  }

  @Test func `a version that is not told now is no reason to begin anew`() async throws {
    try await withScratchFolder { folder in
      _ = try await bench(Self.script("4.7.0", failing: true), in: folder, as: "old").run()
      var script = Self.script("4.7.0", failing: false)
      script.answers["/api"] = Array(repeating: .status(503), count: 40)
      var repair = try bench(script, in: folder, as: "new")
      repair.configuration.repair = try SnapshotRepair(path: folder.file("old"))
      let refusal = try #require(try await repair.failure())
      #expect(refusal.code == .unavailable && refusal.advice == "run again", "\(refusal)")
      #expect(refusal.cause?.hasPrefix("what the run of the snapshot to repair read depends on the version") == true)
    }
  }
}
