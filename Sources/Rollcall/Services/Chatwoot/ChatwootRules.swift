/// The access rules that a version of Chatwoot enforces: the entitlements that let people read conversations.
///
/// The rules were observed on real servers, and differ from the names that Chatwoot uses. A version that is unknown or
/// cannot be read gets the rule that claims more.
struct ChatwootRules: Sendable, Equatable {
  /// Whether members of a team can open the conversations that are assigned to it, in every inbox: since 4.8.0
  /// (https://github.com/chatwoot/chatwoot/pull/12583).
  let doTeamsRead: Bool

  /// - Parameter version: the version from `GET /api`; `nil` if it has none.
  init(version: String?) {
    let parts = version.map(Self.numbers) ?? []
    doTeamsRead = parts.count < 2 || parts[0] > 4 || (parts[0] == 4 && parts[1] >= 8)
  }

  /// The major and minor number, as far as they can be read.
  private static func numbers(_ version: String) -> [Int] {
    let text = version.hasPrefix("v") ? version.dropFirst() : version[...]
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false).prefix(2)
      .map { part in part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil }
    return numbers.contains(nil) ? [] : numbers.compactMap { $0 }
  }

  /// A role in the account.
  func role(_ slug: String) -> ChatwootEntitlement {
    switch slug {
    case "administrator":
      ChatwootEntitlement(
        slug: slug, displayName: "Administrator",
        description: "Reads and answers all conversations, and manages agents, teams, inboxes and the account",
        purpose: .permission)
    case "agent":
      ChatwootEntitlement(
        slug: slug, displayName: "Agent",
        description: doTeamsRead
          ? "Reads no conversation by itself: memberships of inboxes and teams let agents read"
          : "Reads no conversation by itself: memberships of inboxes let agents read",
        purpose: .assignment)
    default: ChatwootEntitlement(slug: slug, purpose: .permission)
    }
  }

  /// Membership of a team.
  var teamMember: ChatwootEntitlement {
    ChatwootEntitlement(
      slug: "member", displayName: "Member",
      description: doTeamsRead
        ? "Opens the conversations that are assigned to the team, in whichever inbox"
        : "Conversations can be assigned to the team; inboxes and roles let people read",
      purpose: doTeamsRead ? .permission : .assignment)
  }

  /// Membership of an inbox, which lets agents read.
  var inboxMember: ChatwootEntitlement {
    ChatwootEntitlement(
      slug: "member", displayName: "Member", description: "Reads and answers the conversations of the inbox",
      purpose: .permission)
  }
}

/// An entitlement that an account, a team or an inbox offers.
struct ChatwootEntitlement {
  let slug: String
  var displayName: String?
  var description: String?
  let purpose: Purpose
}
