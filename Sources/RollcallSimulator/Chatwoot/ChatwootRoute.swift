/// The simulated routes of Chatwoot's application API; all of them are read with GET.
enum ChatwootRoute: Equatable {
  /// `/api`: the release, without a token.
  case version
  /// `/health`, without a token.
  case health
  /// `/app/…`: the web application, which answers every path below it with a page.
  case dashboard
  /// `/platform/api/…`: the API of platform apps, whose tokens nothing here has.
  case platform
  case profile
  case account(Int)
  case inAccount(Int, Resource)

  /// A resource inside an account.
  enum Resource: Equatable {
    case agents
    case teams
    case team(Int)
    case teamMembers(Int)
    case inboxes
    case inboxMembers(Int)
    case customRoles
    case agentBots
    case auditLogs
  }

  /// nil for a path without a route: the controllers of Enterprise may be missing, and a single agent has no route.
  init?(_ parts: [Substring], version: ChatwootVersion) {
    switch parts.count {
    case 1 where parts == ["api"]: self = .version
    case 1 where parts == ["health"] && version.hasHealth: self = .health
    case _ where parts.first == "app": self = .dashboard
    case 4... where parts[..<3] == ["platform", "api", "v1"]: self = .platform
    case 3 where parts == ["api", "v1", "profile"]: self = .profile
    case 4... where parts[..<3] == ["api", "v1", "accounts"]:
      let account = Self.id(parts[3])
      if parts.count == 4 {
        self = .account(account)
      } else {
        guard let resource = Resource(parts[4...], version: version) else { return nil }
        self = .inAccount(account, resource)
      }
    default: return nil
    }
  }

  /// A number as Ruby reads it: the digits at the front, or 0 without any, which no id is.
  static func id(_ text: Substring) -> Int {
    Int(text.prefix { ("0"..."9").contains($0) }) ?? 0
  }

  /// The parts of a path between its slashes. Rails ignores doubled and trailing slashes, and reads `.json` at the end
  /// as the wanted format.
  static func parts(of path: Substring) -> [Substring] {
    var parts = path.split(separator: "/")
    if let last = parts.last, last.hasSuffix(".json") { parts[parts.count - 1] = last.dropLast(5) }
    return parts
  }
}

extension ChatwootRoute.Resource {
  fileprivate init?(_ parts: ArraySlice<Substring>, version: ChatwootVersion) {
    let parts = Array(parts)
    switch (parts[0], parts.count) {
    case ("agents", 1): self = .agents
    case ("teams", 1): self = .teams
    case ("teams", 2): self = .team(ChatwootRoute.id(parts[1]))
    case ("teams", 3) where parts[2] == "team_members": self = .teamMembers(ChatwootRoute.id(parts[1]))
    case ("inboxes", 1): self = .inboxes
    case ("inbox_members", 2): self = .inboxMembers(ChatwootRoute.id(parts[1]))
    case ("agent_bots", 1): self = .agentBots
    case ("custom_roles", 1) where version.hasCustomRoles: self = .customRoles
    case ("audit_logs", 1) where version.hasAuditLogs: self = .auditLogs
    default: return nil
    }
  }
}
