import Foundation
import RollcallSimulator
import RollcallTestSupport

/// The world that was built in a real Chatwoot before its answers were recorded, made anew for the simulator from the
/// recordings and from what the database held.
struct RecordedWorld {
  private let folder: URL
  private let accounts: [String: Any]

  /// The folder of all recordings.
  static let root = URL(filePath: Repository.path("Tests/Fixtures/chatwoot"))

  init(_ version: String) throws {
    folder = Self.root.appending(path: version)
    let data = try Data(contentsOf: folder.appending(path: "expected.json"))
    accounts = (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["accounts"] as? [String: Any] ?? [:]
  }

  /// Everything that was recorded for the owner of a token under a name, as JSON.
  private func recorded(_ path: String, by owner: String = "boss") throws -> Any {
    let text = try String(contentsOf: folder.appending(path: "\(owner)/\(path).http"), encoding: .utf8)
    let body = text.split(separator: "\n\n", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
    return try JSONSerialization.jsonObject(with: Data(body.utf8))
  }

  private func list(_ path: String, by owner: String = "boss") throws -> [[String: Any]] {
    let body = try recorded(path, by: owner)
    return body as? [[String: Any]] ?? (body as? [String: Any])?["payload"] as? [[String: Any]] ?? []
  }

  /// The owners of tokens for whom something was recorded, with their user ids.
  private func owners() throws -> [String: Int] {
    let all = ["boss", "agent", "custom", "pending", "own2", "nobody"]
    let names = all.filter { owner in
      FileManager.default.fileExists(atPath: folder.appending(path: "\(owner)/api_v1_profile.http").path)
    }
    let ids = try names.map { (try recorded("api_v1_profile", by: $0) as? [String: Any])?["id"] as? Int ?? 0 }
    return Dictionary(uniqueKeysWithValues: zip(names, ids))
  }

  func scenario(_ version: ChatwootVersion) throws -> Scenario {
    var tokens = try owners()
      .map { ChatwootToken(label: $0.key, text: Self.token(of: $0.key), owner: .user(id: $0.value)) }
    tokens += [
      ChatwootToken(label: "bot", text: Self.token(of: "bot"), owner: .agentBot),
      ChatwootToken(label: "papp", text: Self.token(of: "papp"), owner: .platformApp),
    ]
    var chatwoot = ChatwootScenario(tokens: tokens, accounts: try [1, 2, 5].map(account))
    chatwoot.version = version
    chatwoot.changesBetweenCalls = false
    // The database says nothing about these: one suspended, and one in which no token's owner is.
    let boss = chatwoot.accounts[0].agents.first { $0.id == 1 }!
    var suspended = ChatwootAccount(id: 3, name: "Suspended Ltd", agents: [boss])
    suspended.status = .suspended
    chatwoot.accounts.insert(contentsOf: [suspended, ChatwootAccount(id: 4, name: "Strangers")], at: 2)
    return Scenario(chatwoot)
  }

  /// A made-up token for an owner.
  static func token(of owner: String) -> String { "TokenOf\(owner)" }

  /// The tokens as the comparing program takes them.
  static var tokenArguments: [String] {
    ["boss", "agent", "custom", "pending", "own2", "nobody", "bot", "papp"].map { "\($0)=\(token(of: $0))" }
  }

  private func account(_ id: Int) throws -> ChatwootAccount {
    let held = accounts["\(id)"] as? [String: Any] ?? [:]
    let rows = { (name: String) in held[name] as? [[String: Any]] ?? [] }
    let members = { (name: String, group: Int) in
      (held[name] as? [[Int]] ?? []).filter { $0[0] == group }.map { $0[1] }
    }
    var account = ChatwootAccount(id: id, name: held["name"] as? String ?? "")
    if let profile = try recorded("api_v1_accounts_\(id)") as? [String: Any] {
      account.domain = profile["domain"] as? String
      account.supportEmail = profile["support_email"] as? String
      account.locale = profile["locale"] as? String ?? "en"
    }
    account.agents = try list("api_v1_accounts_\(id)_agents").map(agent)
    account.agents += rows("removed_but_in_a_team")
      .map { row in
        var agent = agent(row)
        agent.leavesAfterListings = 0
        return agent
      }
    account.teams = try list("api_v1_accounts_\(id)_teams")
      .map { row in
        let id = row["id"] as? Int ?? 0
        var team = ChatwootTeam(
          id: id, name: row["name"] as? String ?? "", description: row["description"] as? String,
          members: members("team_members", id))
        team.allowAutoAssign = row["allow_auto_assign"] as? Bool
        // One of its rows has lost its user.
        team.hasOrphan = id == 4
        return team
      }
    let listed = try list("api_v1_accounts_\(id)_inboxes")
    account.inboxes = rows("inboxes")
      .map { row in
        let id = row["id"] as? Int ?? 0
        var inbox = ChatwootInbox(
          id: id, name: row["name"] as? String ?? "",
          channel: ChatwootInbox.Channel(rawValue: row["channel_type"] as? String ?? "") ?? .website,
          members: members("inbox_members", id))
        inbox.templates = 0
        inbox.webhookURL = listed.first { $0["id"] as? Int == id }?["webhook_url"] as? String
        return inbox
      }
    account.customRoles = rows("custom_roles")
      .map { row in
        let id = row["id"] as? Int ?? 0
        return ChatwootCustomRole(
          id: id, name: row["name"] as? String ?? "", description: id == 1 ? "reads" : nil,
          permissions: row["permissions"] as? [String] ?? [])
      }
    return account
  }

  /// An agent as the lists have it, with what only its own profile has.
  private func agent(_ row: [String: Any]) -> ChatwootAgent {
    let id = row["id"] as? Int ?? 0
    var agent = ChatwootAgent(
      id: id, name: row["name"] as? String ?? "", email: row["email"] as? String ?? "",
      role: ChatwootAgent.Role(rawValue: row["role"] as? String ?? "") ?? .agent)
    agent.confirmed = row["confirmed"] as? Bool ?? true
    agent.autoOffline = row["auto_offline"] as? Bool ?? true
    agent.provider = row["provider"] as? String ?? "email"
    agent.thumbnail = row["thumbnail"] as? String ?? ""
    agent.customRoleID = row["custom_role_id"] as? Int
    if let shown = row["available_name"] as? String, shown != agent.name { agent.displayName = shown }
    if let attributes = row["custom_attributes"],
      let text = try? JSONSerialization.data(withJSONObject: attributes, options: [.sortedKeys])
    {
      agent.customAttributes = String(decoding: text, as: UTF8.self)
    }
    agent.activeAt = nil
    let profile = ["boss", "agent", "custom", "pending", "own2"].lazy
      .compactMap { try? recorded("api_v1_profile", by: $0) as? [String: Any] }.first { $0["id"] as? Int == id }
    agent.inviterID = profile?["inviter_id"] as? Int
    let membership = (profile?["accounts"] as? [[String: Any]])?.first
    let choice = agent.autoOffline ? membership?["availability"] : row["availability_status"]
    agent.availability = ChatwootAgent.Availability(rawValue: choice as? String ?? "online") ?? .online
    return agent
  }
}
