import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// Secrets are planted wherever the services have some, and no byte of what comes out may hold one.
@Suite struct `Planted secrets` {
  /// All that must never come out, in every form in which it is sent.
  private static var canaries: [String] {
    let pair = Data("\(CrispToken.demoIdentifier):\(CrispToken.demoKey)".utf8).base64EncodedString()
    return CrispCanary.all + ChatwootCanary.all + [
      CrispToken.demoKey, CrispToken.demoIdentifier, pair, ChatwootToken.demoToken, ChatwootCanary.customAttribute,
    ]
  }

  /// Both services with everything that holds a secret: invitations, connected websites, inboxes of every kind.
  private static var scenario: Scenario {
    var scenario = Scenario(
      CrispScenario.generated(websites: 3, operatorsEach: 30),
      ChatwootScenario.generated(accounts: 2, agents: 60, teams: 3, inboxes: 12))
    for index in scenario.crisp.websites.indices {
      scenario.crisp.websites[index].pendingInvitations = 4
      scenario.crisp.websites[index].unknownElements = 2
      scenario.crisp.websites[index].generateGroups(teams: 2, inboxes: 5, members: 4, seed: 1)
    }
    scenario.chatwoot.signsVisitors = true
    return scenario
  }

  private func environment(_ services: borrowing SimulatedServices) -> [String: String] {
    var environment = services.both
    environment["ROLLCALL_CRISP_WEBSITE_ID"] = nil
    environment["ROLLCALL_CRISP_ALL_WEBSITES"] = "true"
    environment["ROLLCALL_CHATWOOT_ACCOUNT_ID"] = nil
    environment["ROLLCALL_CHATWOOT_ALL_ACCOUNTS"] = "true"
    environment["ROLLCALL_CRISP_LAST_ACTIVE"] = "true"
    return environment
  }

  /// Searches everything that a run printed and left, compressed files included.
  private func expectNone(
    _ run: CommandRun, in folder: ScratchFolder, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let list = Self.canaries.joined(separator: "\n")
    try Data(list.utf8).write(to: folder.url.appendingPathComponent("canaries"))
    let search = try CommandRun.shell(
      "grep -raoFf canaries --exclude canaries . ; find . -name '*.gz' -exec zgrep -aoFf canaries {} +", in: folder.url)
    #expect(search.output.isEmpty, "\(search.output) after \(run.command)", sourceLocation: sourceLocation)
    for canary in Self.canaries {
      let isOut = run.output.contains(canary) || run.errorOutput.contains(canary)
      #expect(!isOut, "\(canary) in \(run)", sourceLocation: sourceLocation)
    }
  }

  @Test func `the planted secrets are in the responses of the services`() throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    let url = services.simulator.baseURL
    let token = "-H 'Api-Access-Token: \(ChatwootToken.demoToken)'"
    let crisp = "-u \(CrispToken.demoIdentifier):\(CrispToken.demoKey) -H 'X-Crisp-Tier: plugin'"
    let website = services.scenario.crisp.websites[0].id
    let run = try CommandRun.shell(
      """
      curl -s \(token) \(url)/api/v1/profile \(url)/api/v1/accounts/1/inboxes \(url)/api/v1/accounts/1/agents
      curl -s \(crisp) \(url)/v1/plugin/connect/websites/all/1 \(url)/v1/website/\(website)/operators/list
      curl -s \(crisp) \(url)/v1/website/\(website)/inboxes/list/1
      """, in: folder.url)
    let planted = CrispCanary.all + ChatwootCanary.all + [ChatwootCanary.customAttribute]
    // Bots are never asked for.
    for canary in planted where ![ChatwootCanary.agentBotToken, ChatwootCanary.agentBotSecret].contains(canary) {
      let isThere = run.output.contains(canary)
      #expect(isThere, "\(canary)")
    }
  }

  @Test(arguments: ["csv", "jsonl", "csv,jsonl"], ["none", "gzip"])
  func `no planted secret leaves an export that succeeds`(format: String, compression: String) throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "--output", folder.file("snapshot"), "--format", format, "--compression", compression, "--progress",
      "always", environment: environment(services))
    #expect(run.exitCode == 0 && run.output.contains("5 tenants"), "\(run)")
    try expectNone(run, in: folder)
  }

  @Test(arguments: ["operators", "resources", "entitlements", "grants"])
  func `no planted secret leaves an export to standard output`(table: String) throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "--output", "-", "--tables", table, "--format", "jsonl", environment: environment(services))
    #expect(run.exitCode == 0, "\(run)")
    try expectNone(run, in: folder)
  }

  @Test(arguments: [[], ["--json"]]) func `no planted secret leaves a check`(flags: [String]) throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    let run = try CommandRun.run(CommandRun.rollcall, ["check"] + flags, environment: environment(services))
    #expect(run.exitCode == 0, "\(run)")
    try expectNone(run, in: folder)
  }

  /// What a service that goes wrong may put into an answer: the token it was sent, and what it keeps.
  private static let leakOfCrisp =
    "you sent \(CrispToken.demoIdentifier) \(CrispToken.demoKey) "
    + Data("\(CrispToken.demoIdentifier):\(CrispToken.demoKey)".utf8).base64EncodedString()
  private static let leakOfChatwoot = "you sent \(ChatwootToken.demoToken)"

  static let faults = faults(leakOfCrisp).indices

  /// What goes wrong with a service that knows these secrets: those that it is sent itself.
  private static func faults(_ leak: String) -> [(about: String, fault: Fault)] {
    [
      ("the token in plain text", .text(403, leak)), ("the token in a reason", .chatwootError(401, leak)),
      ("the token in Crisp's reason", .crispError(403, leak)),
      ("the token behind a redirect", .redirect(to: "https://x.test/\(leak)?\(leak)")),
      ("a list cut off", .cutBody(bytes: 700)),
      ("a list with a status that refuses", .answer(FaultAnswer(403, body: list))),
      ("a list under another status", .answer(FaultAnswer(206, body: list))),
      (
        "an object in place of a list",
        .answer(FaultAnswer(200, body: #"{"payload":"\#(leak)","data":"\#(leak)","id":"\#(leak)"}"#))
      ),
      ("wrong types", .answer(FaultAnswer(200, body: #"[{"id":"\#(leak)","name":7}]"#))), ("no JSON", .text(200, leak)),
      ("a limit", .text(429, leak)), ("an outage", .text(503, leak)), ("a reset", .resetAfter(bytes: 300)),
      (
        "secret headers",
        .answer(FaultAnswer(500, headers: ["X-Request-Id": leak, "Set-Cookie": leak, "Retry-After": leak], body: leak))
      ),
    ]
  }

  private static let list =
    #"[{"id":1,"token":"\#(CrispCanary.websiteToken)","imap_password":"\#(ChatwootCanary.imapPassword)"}]"#

  @Test(arguments: faults, ["export", "check"])
  func `no planted secret leaves a command when a service fails in any way`(index: Int, command: String) throws {
    let (about, fault) = Self.faults(Self.leakOfCrisp)[index]
    let chatwootFault = Self.faults(Self.leakOfChatwoot)[index].fault
    var scenario = Self.scenario
    // Some of each kind of request, so that some tenants fail and some are incomplete; and then all of them.
    for paths in [["/list", "/agents"], ["/active", "/team_members", "/inboxes"], [""]] {
      scenario.crisp.faults = paths.map { FaultRule(fault, on: .suffix($0), fromRequest: 2, times: nil) }
      scenario.chatwoot.faults = scenario.crisp.faults.map { rule in
        var rule = rule
        rule.fault = chatwootFault
        return rule
      }
      if paths == [""] {
        scenario.crisp.faults = [FaultRule(fault, times: nil)]
        scenario.chatwoot.faults = [FaultRule(chatwootFault, times: nil)]
      }
      let services = try SimulatedServices(scenario)
      let folder = try ScratchFolder()
      let output = command == "export" ? ["--output", folder.file("snapshot"), "--format", "csv,jsonl"] : []
      let run = try CommandRun.run(
        CommandRun.rollcall, [command, "--max-retry-time", "1s"] + output, environment: environment(services))
      #expect(run.exitCode != 0 || command == "check" || about == "secret headers", "\(about): \(run)")
      // Or nothing was asked at all.
      #expect(run.exitCode != 64 && !services.simulator.requests.isEmpty, "\(about): \(run)")
      try expectNone(run, in: folder)
    }
  }
}
