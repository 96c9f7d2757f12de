import Foundation
import RollcallCurl
import RollcallSimulator
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What the services see of an export: which requests, with which headers, and how many.
@Suite(.timeLimit(.minutes(2))) struct `Requests that reach the services` {
  /// Exports from the simulator, and returns what it was asked.
  private func requests(
    _ scenario: Scenario, _ flags: [String: String], of definitions: [ServiceDefinition] = ServiceDefinition.all
  ) async throws -> (manifest: Manifest, requests: [LoggedRequest]) {
    let services = try SimulatedServices(scenario)
    let simulator = services.simulator
    // All tenants that the token reaches, as the flags say.
    let values = SettingValues(
      services.settings.filter { !$0.key.hasSuffix("-id") }.merging(flags) { $1 })
    return try await withScratchFolder { folder in
      var configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
      configuration.workers = 8
      let finalConfiguration = configuration
      let manifest = try await CurlTransport.withTransport { transport in
        try await ExportPipeline(
          services: try definitions.map { try $0.make(values) }, transport: transport,
          configuration: finalConfiguration, clock: ExportClock(ImpatientClock()) { .now }
        )
        .run()
      }
      return (manifest, simulator.requests)
    }
  }

  @Test func `an export of Chatwoot requests each path once, with the token in the hyphenated header only`()
    async throws
  {
    let scenario = Scenario.chatwoot(accounts: 3, agents: 20, teams: 4, inboxes: 5)
    let (manifest, requests) = try await requests(
      scenario, ["chatwoot-all-accounts": "true"], of: [.chatwoot])
    #expect(manifest.complete)
    var paths = ["/api", "/api/v1/profile"]
    for account in scenario.chatwoot.accounts {
      let root = "/api/v1/accounts/\(account.id)"
      paths += [root, "\(root)/agents", "\(root)/teams", "\(root)/inboxes"]
      paths += account.teams.map { "\(root)/teams/\($0.id)/team_members" }
      paths += account.inboxes.map { "\(root)/inbox_members/\($0.id)" }
      // Once, if anybody has one.
      if account.agents.contains(where: { $0.customRoleID != nil }) { paths.append("\(root)/custom_roles") }
    }
    #expect(requests.map(\.target).sorted() == paths.sorted())
    #expect(manifest.statistics.requests == paths.count && paths.count >= 2 + 3 * (4 + 4 + 5))
    for request in requests {
      #expect(request.method == "GET" && request.status == 200 && !request.hasAuthorization)
      #expect(request.headers["accept"] == "application/json" && request.headers["if-none-match"] == nil)
      #expect(request.headers["user-agent"]?.hasPrefix("rollcall/") == true)
      // Nobody needs a token for the version.
      let isVersion = request.target == "/api"
      #expect(request.tokenFields == (isVersion ? [] : ["Api-Access-Token"]), "\(request)")
      #expect(request.token == (isVersion ? nil : "demo"))
    }
  }

  @Test(arguments: [true, false])
  func `an export of all websites requests each page and each website once`(usesPartialContent: Bool) async throws {
    var scenario = Scenario.manyWebsites(45, operatorsEach: 3)
    scenario.crisp.paging.usesPartialContent = usesPartialContent
    let (manifest, requests) = try await requests(scenario, ["crisp-all-websites": "true"], of: [.crisp])
    #expect(manifest.complete && manifest.tenants.map(\.tenantId) == scenario.crisp.websites.map(\.id))
    var targets = ["/v1/plugin/connect/account"]
    targets += (1...4).map { "/v1/plugin/connect/websites/all/\($0)?filter_configured=0" }
    for website in scenario.crisp.websites {
      targets += ["/v1/website/\(website.id)", "/v1/website/\(website.id)/operators/list"]
    }
    #expect(requests.map(\.target).sorted() == targets.sorted())
    for request in requests {
      #expect(request.method == "GET" && request.hasAuthorization && request.tokenFields.isEmpty)
      #expect(request.headers["x-crisp-tier"] == "plugin" && request.token == CrispToken.demoIdentifier)
      #expect(request.headers["if-none-match"] == nil)
    }
  }

  @Test func `an export of misleading lists requests each website once`() async throws {
    var scenario = Scenario.manyWebsites(70, operatorsEach: 2)
    scenario.crisp.websites[5].isConfigured = false
    scenario.crisp.paging.shiftedPages = [2, 3]
    scenario.crisp.paging.repeatedPages = [3]
    let (manifest, requests) = try await requests(scenario, ["crisp-all-websites": "true"], of: [.crisp])
    let exported = Set(manifest.tenants.map(\.tenantId))
    // A page that repeats the one before, time and again, stands in the place of another one.
    #expect(!manifest.complete && manifest.sources.first?.missing.count == 1)
    #expect(manifest.tenants.allSatisfy { $0.status == .complete } && exported.count == manifest.tenants.count)
    #expect(exported.contains(scenario.crisp.websites[5].id))
    #expect(requests.filter { $0.target.hasSuffix("/list") }.count == exported.count)
  }

  @Test func `an export ends although the server ignores the page number, and the manifest says so`() async throws {
    var scenario = Scenario.manyWebsites(30, operatorsEach: 2)
    scenario.crisp.paging.lastDistinctPage = 1
    let (manifest, requests) = try await requests(scenario, ["crisp-all-websites": "true"], of: [.crisp])
    #expect(!manifest.complete && manifest.tenants.count == 20)
    #expect(manifest.tenants.allSatisfy { $0.status == .complete })
    #expect(manifest.sources.first?.missing.count == 1 && requests.count < 10 + 2 * 20)
  }

  @Test func `a run of both services never sends one service's token to the other`() async throws {
    let scenario = Scenario(
      CrispScenario.generated(websites: 2, operatorsEach: 3),
      ChatwootScenario.generated(accounts: 2, agents: 5, teams: 1, inboxes: 1))
    let (manifest, requests) = try await requests(
      scenario, ["crisp-all-websites": "true", "chatwoot-all-accounts": "true"])
    #expect(manifest.complete && Set(requests.map(\.target)).count == requests.count)
    for request in requests {
      let isCrisp = request.target.hasPrefix("/v1/")
      #expect(request.hasAuthorization == isCrisp && (request.tokenFields.isEmpty || !isCrisp))
    }
  }

  @Test(arguments: ["", "/", "/app/accounts/1/dashboard", "/api/v1/", "/app/accounts/1/settings/agents/list"])
  func `a pasted address of any form selects the right account`(pasted: String) async throws {
    let scenario = Scenario.chatwoot(agents: 3)
    let services = try SimulatedServices(scenario)
    let simulator = services.simulator
    var texts = services.chatwootSettings
    texts["chatwoot-base-url"]? += pasted
    if pasted.contains("accounts") { texts["chatwoot-account-id"] = nil }
    let settings = SettingValues(texts)
    let service = try ServiceDefinition.chatwoot.make(settings)
    try await withScratchFolder { folder in
      let configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
      let manifest = try await CurlTransport.withTransport { transport in
        try await ExportPipeline(services: [service], transport: transport, configuration: configuration).run()
      }
      #expect(manifest.complete && manifest.tenants.map(\.tenantId) == ["1"])
      #expect(simulator.requests.allSatisfy { $0.target.hasPrefix("/api") && !$0.target.contains("//") })
    }
  }

  @Test func `requests go below the path at which a proxy serves Chatwoot`() async throws {
    var scenario = Scenario.chatwoot(agents: 3)
    scenario.chatwoot.pathPrefix = "/chat"
    let services = try SimulatedServices(scenario)
    let simulator = services.simulator
    let settings = SettingValues([
      "chatwoot-base-url": simulator.baseURL + "/chat/app/accounts/1", "chatwoot-api-token": ChatwootToken.demoToken,
    ])
    let service = try ServiceDefinition.chatwoot.make(settings)
    try await withScratchFolder { folder in
      let configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
      let manifest = try await CurlTransport.withTransport { transport in
        try await ExportPipeline(services: [service], transport: transport, configuration: configuration).run()
      }
      #expect(manifest.complete && simulator.requests.allSatisfy { $0.target.hasPrefix("/chat/api") })
    }
  }
}
