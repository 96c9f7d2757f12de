import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// A Chatwoot that a test writes down, and what an export makes of it. Account 1 is there from the start: user 1
/// administers it and owns the token.
struct ChatwootScript {
  typealias Response = ScriptedTransport.Response

  struct Account {
    var profile = #"{"id":1,"name":"Acme","status":"active"}"#
    var agents = [ChatwootScript.agent(1, ["role": #""administrator""#])]
    var teams: [(json: String, members: [String])] = []
    var inboxes: [(json: String, members: [String])] = []
    var customRoles: [String] = []
  }

  static let token = "canary-token-of-chatwoot"

  var accounts: [Int: Account] = [1: Account()]
  /// The owner's role in each account, as the profile tells it.
  var roles: [Int: String] = [1: "administrator"]
  /// Answers in place of those that follow from the above, by path below `/api/v1` or, for `/api`, as it is.
  var answers: [String: [Response]] = [:]
  var version = "4.15.1"
  var flags: [(String, String)] = [("chatwoot-account-id", "1")]
  var tables = Set(Table.allCases)
  var failsFast = false

  var account: Account {
    get { accounts[1]! }
    set { accounts[1] = newValue }
  }

  // MARK: - What the service says

  /// Adds an account that user 1 administers.
  mutating func add(account id: Int) {
    accounts[id] = Account(
      profile: #"{"id":\#(id),"name":"A","status":"active"}"#,
      agents: [Self.agent(1, ["role": #""administrator""#, "account_id": "\(id)"])])
    roles[id] = "administrator"
  }

  /// Has the token's owner be an agent of an account, by the profile and by the list.
  mutating func makeOwnerAgent(of account: Int = 1) {
    roles[account] = "agent"
    accounts[account]!.agents[0] = Self.agent(1, ["account_id": "\(account)"])
  }

  /// An agent with everything, and some members replaced by others or, with `nil`, left out.
  static func agent(_ id: Int, _ changes: KeyValuePairs<String, String?> = [:]) -> String {
    var members: [(String, String)] = [
      ("id", "\(id)"), ("account_id", "1"), ("availability_status", #""online""#), ("auto_offline", "true"),
      ("confirmed", "true"), ("email", #""a\#(id)@x.test""#), ("provider", #""email""#),
      ("available_name", #""not this one""#), ("name", #""Agent \#(id)""#), ("role", #""agent""#),
      ("thumbnail", #""""#), ("custom_role_id", "null"),
    ]
    for (key, value) in changes {
      members.removeAll { $0.0 == key }
      if let value { members.append((key, value)) }
    }
    return "{\(members.map { "\"\($0)\":\($1)" }.joined(separator: ","))}"
  }

  /// Somebody who left the account and still is in a team.
  static func stale(_ id: Int) -> String {
    agent(
      id, ["role": "null", "availability_status": "null", "auto_offline": "null", "custom_role_id": "null"])
  }

  static func team(_ id: Int, in account: Int = 1, isMember: Bool = false) -> String {
    #"""
    {"id":\#(id),"name":"team \#(id)","description":null,"allow_auto_assign":true,"account_id":\#(account),
    "is_member":\#(isMember)}
    """#
  }

  static func inbox(_ id: Int) -> String {
    #"{"id":\#(id),"name":"Inbox \#(id)","channel_type":"Channel::Email","imap_password":"canary-imap"}"#
  }

  static func customRole(_ id: Int, _ permissions: String = #"["conversation_manage","report_manage"]"#) -> String {
    #"""
    {"id":\#(id),"name":"Role \#(id)","description":"canary-description","permissions":\#(permissions),
    "created_at":"2026-11-01T00:00:00.000Z","updated_at":"2026-11-01T00:00:00.000Z"}
    """#
  }

  private var profile: String {
    let accounts = roles.sorted { $0.key > $1.key }
      .map { #"{"id":\#($0.key),"name":"A","status":"active","role":"\#($0.value)"}"# }
    return #"{"id":1,"access_token":"\#(Self.token)","pubsub_token":"canary-pubsub","accounts":[\#(list(accounts))]}"#
  }

  private func list(_ elements: [String]) -> String { elements.joined(separator: ",") }

  /// The answers to everything that may be asked, each as often as `count` says.
  func script(times count: Int = 3) -> [String: [Response]] {
    var script: [String: [Response]] = ["/api": [.body(#"{"version":"\#(version)"}"#)]]
    func answer(_ path: String, _ text: String) { script["/api/v1" + path] = [.body(text)] }
    answer("/profile", profile)
    for (id, account) in accounts {
      let root = "/accounts/\(id)"
      answer(root, account.profile)
      answer("\(root)/agents", "[\(list(account.agents))]")
      answer("\(root)/teams", "[\(list(account.teams.map(\.json)))]")
      answer("\(root)/inboxes", #"{"payload":[\#(list(account.inboxes.map(\.json)))]}"#)
      answer("\(root)/custom_roles", "[\(list(account.customRoles))]")
      // Three times, because what contradicts itself is looked at again.
      for list in ["agents", "teams", "inboxes", "custom_roles"] {
        let path = "/api/v1\(root)/\(list)"
        script[path] = Array(repeating: script[path]![0], count: 3)
      }
      for (team, members) in account.teams {
        answer("\(root)/teams/\(Self.id(team))/team_members", "[\(list(members))]")
      }
      for (inbox, members) in account.inboxes {
        answer("\(root)/inbox_members/\(Self.id(inbox))", #"{"payload":[\#(list(members))]}"#)
      }
    }
    for (path, responses) in answers { script[path == "/api" ? path : "/api/v1" + path] = responses }
    return script.mapValues { $0.count > 1 ? $0 : Array(repeating: $0[0], count: count) }
  }

  private static func id(_ json: String) -> String {
    let text = json[json.range(of: #""id":"#)!.upperBound...].drop { $0 == "\"" }
    return String(text.prefix(while: \.isNumber))
  }

  // MARK: - What becomes of it

  struct Outcome {
    var manifest: Manifest?
    var error: RollcallError?
    var rows: ExportedRows
    /// Every path that was asked for, in order.
    var requests: [String]
    /// How long it took by the clock that back-off waits on.
    var elapsed: Duration

    var tenant: TenantReport? { manifest?.tenants.first }
  }

  func service() throws -> any Service {
    var settings = SettingValues()
    settings.set("chatwoot-base-url", to: "https://chatwoot.test", from: .flag)
    settings.set("chatwoot-api-token", to: Self.token, from: .environment)
    for (name, text) in flags { settings.set(name, to: text, from: .flag) }
    return try ServiceDefinition.chatwoot.make(settings)
  }

  /// Exports it.
  func export(workers: Int = 4) async throws -> Outcome {
    try await withScratchFolder { folder in
      var bench = ExportBench(try service(), script: script(), in: folder)
      bench.configuration.formats = [try #require(OutputFormat.named("jsonl"))]
      bench.configuration.tables = tables
      bench.configuration.workers = workers
      bench.configuration.failsFast = failsFast
      bench.configuration.maximumRetryTime = .seconds(300)
      let start = bench.clock.exportClock.elapsed()
      var manifest: Manifest?
      var failure: RollcallError?
      do { manifest = try await bench.run() } catch let error as RollcallError { failure = error }
      if failure != nil { #expect(try !folder.names.contains("snapshot")) }
      return Outcome(
        manifest: manifest, error: failure, rows: try ExportedRows(in: folder), requests: bench.transport.requests,
        elapsed: bench.clock.exportClock.elapsed() - start)
    }
  }
}
