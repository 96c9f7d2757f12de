import RollcallTestSupport
import Testing

@testable import Rollcall

/// Crisp and Chatwoot in one run: what one of them refuses does not touch the other.
@Suite(.timeLimit(.minutes(5))) struct `Two services in one run` {
  private typealias Response = ScriptedTransport.Response

  private static let crispScript: [String: [Response]] = [
    "/v1/website/w1": [.body(#"{"error":false,"reason":"resolved","data":{"name":"W"}}"#)],
    "/v1/website/w1/operators/list": [
      .body(#"{"error":false,"reason":"listed","data":[\#(CrispPage.operatorElement())]}"#)
    ],
  ]
  private static let invalidSession = Response.status(401, #"{"error":true,"reason":"invalid_session","data":{}}"#)

  private func export(
    chatwoot: ChatwootScript = ChatwootScript(), crisp: [String: [Response]] = crispScript, failsFast: Bool = false
  ) async throws -> (manifest: Manifest?, error: RollcallError?, rows: ExportedRows) {
    var settings = SettingValues()
    settings.set("crisp-base-url", to: "https://crisp.test", from: .flag)
    settings.set("crisp-api-identifier", to: "identifier", from: .environment)
    settings.set("crisp-api-key", to: "canary-key", from: .environment)
    settings.set("crisp-website-id", to: "w1", from: .flag)
    return try await withScratchFolder { folder in
      let script = chatwoot.script().merging(CrispPage.noGroups(of: "w1")) { $1 }.merging(crisp) { $1 }
      var bench = ExportBench(
        try ServiceDefinition.crisp.make(settings), try chatwoot.service(), script: script, in: folder)
      bench.configuration.formats = [try #require(OutputFormat.named("jsonl"))]
      bench.configuration.failsFast = failsFast
      bench.configuration.workers = 1
      do {
        let manifest = try await bench.run()
        return (manifest, nil, try ExportedRows(in: folder))
      } catch let error as RollcallError {
        return (nil, error, try ExportedRows(in: folder))
      }
    }
  }

  @Test func `both services are exported one after the other`() async throws {
    let outcome = try await export()
    #expect(outcome.manifest?.complete == true && outcome.manifest?.sources.map(\.service) == ["crisp", "chatwoot"])
    #expect(outcome.rows.column("service", of: .operators) == ["crisp", "chatwoot"])
    #expect(outcome.manifest?.tenants.map { "\($0.service) \($0.tenantId)" } == ["crisp w1", "chatwoot 1"])
  }

  @Test func `a token that Crisp refuses does not affect Chatwoot`() async throws {
    let outcome = try await export(
      crisp: ["/v1/website/w1": [Self.invalidSession], "/v1/website/w1/operators/list": [Self.invalidSession]])
    #expect(outcome.manifest?.complete == false && outcome.manifest?.tenants.map(\.status) == [.failed, .complete])
    #expect(outcome.manifest?.tenants.first?.error?.reason == "invalid_session")
    #expect(Set(outcome.rows.column("service", of: .grants)) == ["chatwoot"])
  }

  @Test(arguments: [[("chatwoot-account-id", "1")], [("chatwoot-all-accounts", "true")]])
  func `a token that Chatwoot refuses does not affect Crisp`(flags: [(String, String)]) async throws {
    var chatwoot = ChatwootScript()
    chatwoot.flags = flags
    chatwoot.answers["/profile"] = [.status(401, #"{"error":"Invalid Access Token"}"#)]
    let outcome = try await export(chatwoot: chatwoot)
    let manifest = try #require(outcome.manifest)
    #expect(!manifest.complete && manifest.tenants.first?.status == .complete)
    let failures = manifest.tenants.dropFirst().map { $0.error?.reason }
    let missing = manifest.sources.first { $0.service == "chatwoot" }?.missing ?? []
    // Accounts that are named fail by name.
    let areNamed = flags[0].0 == "chatwoot-account-id"
    #expect(failures == (areNamed ? ["Invalid Access Token"] : []) && missing.count == (areNamed ? 0 : 1))
    #expect(missing.allSatisfy { $0.reason.contains("Invalid Access Token") })
    #expect(manifest.sources.first { $0.service == "crisp" }?.missing == [])
    #expect(Set(outcome.rows.column("service", of: .operators)) == ["crisp"])
  }

  @Test func `a service without accounts makes the export incomplete`() async throws {
    var chatwoot = ChatwootScript()
    chatwoot.flags = [("chatwoot-all-accounts", "true")]
    chatwoot.roles = [:]
    let manifest = try #require(try await export(chatwoot: chatwoot).manifest)
    #expect(!manifest.complete && manifest.tenants.map(\.status) == [.complete])
    #expect(manifest.sources.last?.missing.count == 1)
  }

  @Test func `two refused services end the run with the first refusal`() async throws {
    var chatwoot = ChatwootScript()
    chatwoot.answers["/profile"] = Array(repeating: .status(503), count: 30)
    chatwoot.answers["/accounts/1/agents"] = Array(repeating: .status(503), count: 30)
    let outcome = try await export(
      chatwoot: chatwoot,
      crisp: ["/v1/website/w1": [Self.invalidSession], "/v1/website/w1/operators/list": [Self.invalidSession]])
    #expect(outcome.error?.code.exitCode == 77 && outcome.error?.reason == "invalid_session")
  }

  @Test func `the first failure ends the run on request`() async throws {
    let outcome = try await export(
      crisp: ["/v1/website/w1": [Self.invalidSession], "/v1/website/w1/operators/list": [Self.invalidSession]],
      failsFast: true)
    #expect(outcome.error?.reason == "invalid_session" && outcome.rows.tables.isEmpty)
  }
}
