import Foundation
import RollcallCurl
import RollcallSimulator
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Habits of Chatwoot, and of what stands before it, that an export has to live with.
@Suite(.timeLimit(.minutes(2))) struct `Chatwoot's habits` {
  private struct Outcome {
    var manifest: Manifest?
    var error: RollcallError?
    var requests: [LoggedRequest]
    /// The files of the tables.
    var tables: [String: [UInt8]]
    /// Where the simulator was, which the rows name.
    var port: UInt16 = 0
  }

  private func export(
    _ scenario: Scenario, token: String = ChatwootToken.demoToken, flags: [String: String] = [:],
    port: UInt16 = 0
  ) async throws -> Outcome {
    let services = try SimulatedServices(scenario, port: port)
    let simulator = services.simulator
    let own = [
      "chatwoot-base-url": simulator.baseURL, "chatwoot-api-token": token, "chatwoot-all-accounts": "true",
    ]
    let settings = SettingValues(own.merging(flags) { $1 })
    let service = try ServiceDefinition.chatwoot.make(settings)
    return try await withScratchFolder { folder in
      var configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
      configuration.formats = OutputFormat.all
      configuration.compression = .none
      configuration.snapshotAt = SimulatedExport.snapshotAt
      let finalConfiguration = configuration
      var outcome = Outcome(requests: [], tables: [:], port: simulator.port)
      do {
        outcome.manifest = try await CurlTransport.withTransport { transport in
          try await ExportPipeline(
            services: [service], transport: transport, configuration: finalConfiguration,
            clock: ExportClock(ImpatientClock()) { .now }
          )
          .run()
        }
      } catch let error as RollcallError {
        outcome.error = error
      }
      outcome.requests = simulator.requests
      outcome.tables = (try? folder.tables()) ?? [:]
      return outcome
    }
  }

  @Test func `every administrator's token gives the same files`() async throws {
    var scenario = Scenario.chatwoot(agents: 40, teams: 6, inboxes: 4)
    scenario.chatwoot.changesBetweenCalls = false
    scenario.chatwoot.accounts[0].agents[7].role = .administrator
    let other = ChatwootToken(
      label: "other", text: "AnotherTokenMadeUpForOne", owner: .user(id: scenario.chatwoot.accounts[0].agents[7].id))
    scenario.chatwoot.tokens.append(other)
    let mine = try await export(scenario)
    let theirs = try await export(scenario, token: other.text, port: mine.port)
    #expect(mine.manifest?.complete == true && theirs.requests.last?.token == "other")
    let isSame = mine.tables == theirs.tables
    #expect(isSame && mine.tables.count == 8)
  }

  @Test(arguments: ChatwootVersion.all)
  func `a proxy that drops headers with underscores does not matter`(version: ChatwootVersion) async throws {
    var scenario = Scenario.chatwoot(agents: 5, teams: 1, inboxes: 1)
    scenario.chatwoot.version = version
    scenario.chatwoot.proxyStripsUnderscores = true
    scenario.chatwoot.bearerWins = true
    #expect(try await export(scenario).manifest?.complete == true)
  }

  @Test func `the export waits for a limit to end`() async throws {
    var scenario = Scenario.chatwoot(agents: 5, teams: 4, inboxes: 4)
    scenario.chatwoot.faults = [
      FaultRule(.chatwootThrottled(), on: .suffix("/team_members"), times: 2),
      FaultRule(.chatwootThrottled(retryAfter: .seconds(2)), on: .suffix("/agents")),
    ]
    let outcome = try await export(scenario)
    let statistics = try #require(outcome.manifest?.statistics, "\(outcome.error as Any)")
    #expect(outcome.manifest?.complete == true && statistics.retries == ["429": 3])
    #expect(statistics.pausedSeconds > 2)
    #expect(outcome.requests.count == 14 + 3)
  }

  @Test(arguments: [301, 302, 307, 308])
  func `a redirect is reported and not followed, so the token goes nowhere else`(status: Int) async throws {
    var scenario = Scenario.chatwoot(agents: 5)
    scenario.chatwoot.faults = [
      FaultRule(
        .redirect(to: "https://127.0.0.1:1/api/v1/profile", status: status), on: .suffix("/profile"), times: nil)
    ]
    let outcome = try await export(scenario)
    #expect(outcome.error?.code.exitCode == 78, "\(outcome.error as Any)")
    #expect(outcome.error?.message.contains("https://127.0.0.1:1/api/v1/profile") == true)
    #expect(outcome.requests.map(\.target).sorted() == ["/api", "/api/v1/profile"])
  }

  @Test func `an agent who leaves during the run and one who left before are both exported`() async throws {
    var scenario = Scenario.chatwoot(agents: 12, teams: 1)
    let agents = scenario.chatwoot.accounts[0].agents
    scenario.chatwoot.accounts[0].agents[4].leavesAfterListings = 1
    scenario.chatwoot.accounts[0].agents[5].leavesAfterListings = 0
    scenario.chatwoot.accounts[0].teams[0].members = [agents[4].id, agents[5].id, agents[6].id]
    let outcome = try await export(scenario)
    #expect(outcome.manifest?.complete == true)
    let rows = String(decoding: try #require(outcome.tables["operators/part-00000.jsonl"]), as: UTF8.self)
    let deleted = rows.split(separator: "\n").filter { $0.contains(#""status":"deleted""#) }
    // When the agents were listed, the first of them was one.
    #expect(deleted.count == 1 && deleted.first?.contains(#""operator_id":"\#(agents[5].id)""#) == true)
    #expect(rows.split(separator: "\n").count == 12)
  }

  @Test func `the tokens of a bot and of a platform app are refused with advice`() async throws {
    for owner in [ChatwootToken.Owner.agentBot, .platformApp] {
      var scenario = Scenario.chatwoot(agents: 5)
      scenario.chatwoot.tokens = [ChatwootToken(label: "bot", text: ChatwootToken.demoToken, owner: owner)]
      let error = try #require(try await export(scenario).error)
      #expect(error.code.exitCode == 77 && error.advice?.contains("administrator or agent") == true)
    }
  }

  @Test func `a super administrator's token exports the accounts of its owner`() async throws {
    var scenario = Scenario.chatwoot(accounts: 2, agents: 5)
    scenario.chatwoot.tokens = [
      ChatwootToken(
        label: "super", text: ChatwootToken.demoToken, owner: .superAdmin(id: ChatwootToken.demoUserID))
    ]
    #expect(try await export(scenario).manifest?.tenants.map(\.status) == [.complete, .complete])
  }

  @Test func `an account without API access or with mandatory two-factor sign-in fails alone`() async throws {
    for gate in [ChatwootAccount.Gate.notInPlan, .mfaRequired] {
      var scenario = Scenario.chatwoot(accounts: 2, agents: 5)
      scenario.chatwoot.version = .v4_18
      scenario.chatwoot.accounts[0].gate = gate
      let manifest = try #require(try await export(scenario).manifest)
      #expect(!manifest.complete && manifest.tenants.map(\.status) == [.failed, .complete])
      #expect(manifest.tenants[0].error?.code == .refused)
    }
  }
}
