import RollcallTestSupport
import Testing

@testable import Rollcall

/// A run belongs to what the service enforced when it began.
@Suite(.timeLimit(.minutes(5))) struct `Versions of Chatwoot in resumed runs` {
  private typealias Response = ScriptedTransport.Response

  private static let limited = Response.status(429, "Retry later", retryAfter: "86400")

  private func bench(_ script: ChatwootScript, in folder: ScratchFolder) throws -> ExportBench {
    var bench = ExportBench(try script.service(), script: script.script(times: 3), in: folder)
    bench.configuration.formats = [try #require(OutputFormat.named("jsonl"))]
    bench.configuration.remains = .resume
    bench.configuration.checkpointInterval = .zero
    bench.configuration.workers = 1
    return bench
  }

  /// Account 1, which has a custom role in it, and account 2.
  private func script(_ version: String?) -> ChatwootScript {
    var script = ChatwootScript()
    script.flags = [("chatwoot-all-accounts", "true")]
    script.account.agents.append(ChatwootScript.agent(7, ["custom_role_id": "3"]))
    script.account.customRoles = [ChatwootScript.customRole(3)]
    script.add(account: 2)
    script.answers["/api"] = [.body(version.map { #"{"version":"\#($0)"}"# } ?? "{}")]
    return script
  }

  /// Leaves what a run of that version leaves when account 2 meets a limit.
  private func interrupt(_ version: String?, in folder: ScratchFolder) async throws {
    var script = script(version)
    script.answers["/accounts/2/agents"] = Array(repeating: Self.limited, count: 3)
    #expect(try await bench(script, in: folder).failure()?.code == .limited)
  }

  @Test(
    arguments: [("4.7.0", "4.8.0"), ("4.8.0", "4.7.0"), ("4.0.4", "4.1.0"), (nil, "4.7.0"), ("4.15.1", nil)]
      as [(String?, String?)])
  func `a run is not resumed with a version of other rules`(old: String?, new: String?) async throws {
    try await withScratchFolder { folder in
      try await interrupt(old, in: folder)
      let files = try folder.files(below: "snapshot.partial")
      let refusal = try #require(try await bench(script(new), in: folder).failure())
      #expect(refusal.code.exitCode == 78 && refusal.description.contains("--discard-partial"))
      for version in [old, new] {
        #expect(refusal.message.contains(version.map { "version \($0)" } ?? "a version that is not known"))
      }
      // Nothing was lost: the version may come back.
      #expect(try folder.files(below: "snapshot.partial") == files)
      #expect(try await bench(script(old), in: folder).run().complete)
    }
  }

  @Test(
    arguments: [("4.15.1", "4.8.0"), ("4.0.4", "2.18.0"), (nil, "unreadable"), (nil, "4.15.1"), ("4.1.0", "4.7.9")]
      as [(String?, String?)])
  func `a run is resumed with another version of the same rules`(old: String?, new: String?) async throws {
    try await withScratchFolder { folder in
      try await interrupt(old, in: folder)
      let manifest = try await bench(script(new), in: folder).run()
      #expect(manifest.complete && manifest.sources[0].serviceVersion == new)
      // The tenant that the interrupted run read showed it.
      #expect(manifest.sources[0].knownGaps.map(\.code).contains("search_ignores_custom_roles"))
    }
  }

  @Test func `a version that cannot be had is no other one`() async throws {
    try await withScratchFolder { folder in
      try await interrupt("4.15.1", in: folder)
      var script = script("4.15.1")
      script.answers["/api"] = Array(repeating: .status(502), count: 9)
      let failure = try #require(try await bench(script, in: folder).failure())
      #expect(failure.code.exitCode == 69 && failure.description.contains("--resume"))
      #expect(try await bench(self.script("4.15.1"), in: folder).run().complete)
    }
  }

  @Test(arguments: [("4.0.4", ["filter_lists_every_conversation", "participants"]), ("4.1.0", ["participants"])])
  func `the manifest lists the gaps of the version, and that of custom roles if somebody has one`(
    version: String, gaps: [String]
  ) async throws {
    var script = ChatwootScript()
    script.version = version
    let source = try #require(try await script.export().manifest?.sources.first)
    #expect(source.knownGaps.map(\.code) == gaps && source.knownGaps.allSatisfy { !$0.text.isEmpty })
    script.account.agents.append(ChatwootScript.agent(7, ["custom_role_id": "3"]))
    script.account.customRoles = [ChatwootScript.customRole(3)]
    let other = try #require(try await script.export().manifest?.sources.first)
    #expect(other.knownGaps.map(\.code) == gaps + ["search_ignores_custom_roles"])
  }

  @Test func `the purposes in the table are those of the version`() async throws {
    for (version, purpose) in [("4.7.0", "assignment"), ("4.8.0", "permission"), ("?", "permission")] {
      var script = ChatwootScript()
      script.version = version
      script.account.teams = [(ChatwootScript.team(3), [])]
      let rows = try await script.export().rows
      #expect(rows.row("entitlement_id", "team:3:member", of: .entitlements, "purpose") == [purpose])
    }
  }
}
