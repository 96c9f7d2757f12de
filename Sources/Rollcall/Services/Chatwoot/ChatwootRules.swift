/// What a version of Chatwoot enforces: through what people read conversations, and what they read beyond that.
///
/// Seen on real servers of seven versions, and different from what Chatwoot calls these things. A version that is not
/// known, or cannot be read, gets the rules that claim more.
struct ChatwootRules: Sendable, Equatable {
  /// Versions that enforce the same.
  private enum Era {
    /// To 4.0.4: the filter lists all conversations to all agents, and custom roles narrow nothing.
    case openFilter
    /// 4.1.0 to 4.7: lists and the filter follow custom roles.
    case narrowLists
    /// Since 4.8.0: opening a conversation follows them too, and members of a team open those of the team
    /// (https://github.com/chatwoot/chatwoot/pull/12583).
    case readingTeams
    case unknown
  }

  private let era: Era
  /// What agents do not tell in this version, in words.
  let notAvailable: [String]
  /// The most requests that an address may send in a minute, unless the installation says otherwise; `nil` if that is
  /// not known.
  let requestsPerMinute: Int?

  /// - Parameter version: as `GET /api` tells it; `nil` if it does not.
  init(version: String?) {
    guard let version = version.flatMap({ ChatwootRelease($0) }) else {
      era = .unknown
      requestsPerMinute = nil
      notAvailable = ["how an agent signs in (provider) before Chatwoot 4.7.0, and custom roles before 3.13.0"]
      return
    }
    requestsPerMinute = version.isBefore(3, 1) ? 300 : 3000
    era =
      if version.isBefore(4, 1) || version.isPreview(of: 4, 1) {
        .openFilter
      } else if version.isBefore(4, 8) {
        .narrowLists
      } else {
        .readingTeams
      }
    notAvailable =
      (version.isBefore(4, 7) ? ["how an agent signs in (provider), which Chatwoot tells since 4.7.0"] : [])
      + (version.isBefore(3, 13) ? ["custom roles, which Chatwoot has since 3.13.0"] : [])
  }

  /// The rules by which two runs make one snapshot, or do not.
  var ofVersion: VersionRules {
    VersionRules(purposes: ["team:member": teamMember.purpose], gaps: Set(gaps.map(\.code)))
  }
}

// MARK: - Entitlements

/// Texts that hold for the newest versions hold for one that is not known, so that a version that could not be read once
/// changes no row.
extension ChatwootRules {
  /// A role in the account.
  func role(_ slug: String) -> ChatwootEntitlement {
    switch slug {
    case "administrator":
      let rights = "Reads and answers all conversations, and manages agents, teams, inboxes and the account"
      let description =
        switch era {
        case .openFilter, .narrowLists: rights
        case .readingTeams, .unknown: "\(rights); a custom role may narrow which conversations open"
        }
      return ChatwootEntitlement(
        slug: slug, displayName: "Administrator", description: description, purpose: .permission)
    case "agent":
      let description =
        switch era {
        case .openFilter:
          """
          Is meant to read through memberships of inboxes; the filter of this version lists all conversations to all \
          agents
          """
        case .narrowLists: "Reads no conversation by itself: memberships of inboxes let agents read"
        case .readingTeams, .unknown:
          "Reads no conversation by itself: memberships of inboxes and teams let agents read"
        }
      return ChatwootEntitlement(slug: slug, displayName: "Agent", description: description, purpose: .assignment)
    default: return ChatwootEntitlement(slug: slug, purpose: .permission)
    }
  }

  /// A role that the account made itself, which narrows what memberships of inboxes let agents read.
  func customRole(_ role: ChatwootCustomRole) -> ChatwootEntitlement {
    ChatwootEntitlement(
      slug: role.slug, displayName: role.name, description: role.permissions, purpose: .assignment)
  }

  /// Membership of a team.
  var teamMember: ChatwootEntitlement {
    let (description, purpose): (String, Purpose) =
      switch era {
      case .openFilter, .narrowLists:
        ("Conversations can be assigned to the team; inboxes and roles let people read", .assignment)
      case .readingTeams, .unknown:
        (
          "Opens the conversations that are assigned to the team, in whichever inbox; lists and search do not show them",
          .permission
        )
      }
    return ChatwootEntitlement(
      slug: "member", displayName: "Member", description: description, purpose: purpose)
  }

  /// Membership of an inbox, which lets agents read.
  var inboxMember: ChatwootEntitlement {
    let rights = "Reads and answers the conversations of the inbox"
    let description =
      switch era {
      case .openFilter: rights
      case .narrowLists: "\(rights); a custom role narrows lists and the filter, not search and opening"
      case .readingTeams, .unknown: "\(rights); a custom role may narrow lists, the filter and opening, not search"
      }
    return ChatwootEntitlement(
      slug: "member", displayName: "Member", description: description, purpose: .permission)
  }
}

// MARK: - Known gaps

extension ChatwootRules {
  /// What people read beyond all that, whatever the accounts hold.
  var gaps: [KnownGap] {
    let participants = KnownGap(
      code: "participants",
      text: """
        an agent who was made a participant of a conversation finds it under “participating”, with its last message, \
        whatever its inbox
        """)
    let filter = "every agent can list every conversation of the account through the filter, with its last message"
    return switch era {
    case .openFilter: [KnownGap(code: Self.filterCode, text: filter), participants]
    case .unknown:
      [
        KnownGap(code: Self.filterCode, text: "before Chatwoot 4.1.0, and this version is not known: \(filter)"),
        participants,
      ]
    case .narrowLists, .readingTeams: [participants]
    }
  }

  private static let filterCode = "filter_lists_every_conversation"

  /// What people read beyond all that where somebody has a custom role, in every version.
  var gapOfCustomRoles: KnownGap {
    let search = "search shows an agent all messages of the agent's inboxes, whatever the custom role allows"
    let more =
      switch era {
      case .openFilter: "; this version's lists, filter and opening of conversations ignore custom roles as well"
      case .narrowLists: "; opening a conversation ignores custom roles in this version as well"
      case .readingTeams: ""
      case .unknown:
        "; before Chatwoot 4.8.0 opening a conversation ignores custom roles as well, before 4.1.0 lists too"
      }
    return KnownGap(code: "search_ignores_custom_roles", text: search + more)
  }
}

/// What an account, a team or an inbox offers.
struct ChatwootEntitlement {
  let slug: String
  var displayName: String?
  var description: String?
  let purpose: Purpose
}
