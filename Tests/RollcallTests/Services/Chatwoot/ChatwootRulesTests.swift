import Testing

@testable import Rollcall

/// What versions of Chatwoot enforce, as it was seen on real servers: one test for each row of the table in
/// “Who can read what”.
@Suite struct `Rules of Chatwoot's versions` {
  /// Versions that enforce the same, and what can be read in one way or another.
  private static let toFilter: [String?] = ["2.18.0", "3.16.0", "4.0.4", "v4.0", "0.1", "4.1.0-rc1"]
  private static let toTeams: [String?] = ["4.1.0", "4.7.0", "4.7.9", "v4.7.0", "4.7", "4.7.0-rc1"]
  private static let newest: [String?] = ["4.8.0", "4.15.1", "5.0", "v4.8.0", "4.8.0-rc1", "10.0.0", "4.8"]
  private static let unknown: [String?] = [
    nil, "", "four", "4", "4.x", "4.7x.0", ".", "-4.7.0", " 4.7.0", "99999999999999999999.1", "４.７.０",
  ]
  private static var known: [String?] { toFilter + toTeams + newest }

  private func texts(_ rules: ChatwootRules) -> (agent: String, team: String, inbox: String, administrator: String) {
    func text(_ entitlement: ChatwootEntitlement) -> String { entitlement.description ?? "" }
    return (
      text(rules.role("agent")), text(rules.teamMember), text(rules.inboxMember), text(rules.role("administrator"))
    )
  }

  // MARK: - Rows of the table

  @Test(arguments: known + unknown)
  func `an administrator reads everything in every version`(version: String?) {
    let rules = ChatwootRules(version: version)
    #expect(rules.role("administrator").purpose == .permission)
    #expect(texts(rules).administrator.hasPrefix("Reads and answers all conversations"))
  }

  @Test(arguments: known + unknown)
  func `a member of an inbox reads its conversations in every version`(version: String?) {
    let rules = ChatwootRules(version: version)
    #expect(rules.inboxMember.purpose == .permission)
    #expect(texts(rules).inbox.hasPrefix("Reads and answers the conversations of the inbox"))
  }

  @Test(arguments: toFilter + toTeams)
  func `a member of a team reads nothing through it before 4.8`(version: String?) {
    let rules = ChatwootRules(version: version)
    #expect(rules.teamMember.purpose == .assignment && rules.ofVersion.purposes == ["team:member": .assignment])
    #expect(!texts(rules).team.contains("Opens") && !texts(rules).agent.contains("teams"))
  }

  @Test(arguments: newest + unknown)
  func `a member of a team opens its conversations since 4.8, and in an unknown version`(version: String?) {
    let rules = ChatwootRules(version: version)
    #expect(rules.teamMember.purpose == .permission && rules.ofVersion.purposes == ["team:member": .permission])
    #expect(texts(rules).team.hasPrefix("Opens the conversations that are assigned to the team"))
    #expect(texts(rules).agent.contains("inboxes and teams"))
  }

  @Test(arguments: toFilter + unknown)
  func `the filter shows every conversation to every agent before 4.1, and perhaps in an unknown version`(
    version: String?
  ) {
    let rules = ChatwootRules(version: version)
    #expect(rules.gaps.map(\.code) == ["filter_lists_every_conversation", "participants"])
    #expect(rules.role("agent").purpose == .assignment)
    #expect(texts(rules).agent.contains("filter") == Self.toFilter.contains(version))
  }

  @Test func `an unknown version gives the rows of the newest one`() {
    let newest = ChatwootRules(version: "4.15.1")
    for version in Self.unknown {
      let rules = ChatwootRules(version: version)
      let isSame =
        texts(rules) == texts(newest) && rules.ofVersion.purposes == newest.ofVersion.purposes
      #expect(isSame, "\(version ?? "")")
    }
  }

  @Test(arguments: toTeams + newest)
  func `the filter shows no more than the inboxes since 4.1`(version: String?) {
    let rules = ChatwootRules(version: version)
    #expect(rules.gaps.map(\.code) == ["participants"])
    #expect(texts(rules).agent.hasPrefix("Reads no conversation by itself"))
  }

  @Test func `an agent with a custom role is narrowed nowhere before 4.1, then in lists, and since 4.8 in opening`() {
    for version in Self.toFilter {
      #expect(!texts(ChatwootRules(version: version)).inbox.contains("custom role"))
    }
    for version in Self.toTeams {
      #expect(texts(ChatwootRules(version: version)).inbox.contains("lists and the filter, not search and opening"))
    }
    for version in Self.newest + Self.unknown {
      #expect(texts(ChatwootRules(version: version)).inbox.contains("may narrow lists, the filter and opening"))
    }
  }

  @Test func `message search ignores custom roles in every version`() {
    func text(_ version: String?) -> String { ChatwootRules(version: version).gapOfCustomRoles.text }
    for version in Self.known + Self.unknown {
      #expect(ChatwootRules(version: version).gapOfCustomRoles.code == "search_ignores_custom_roles")
      #expect(text(version).hasPrefix("search shows an agent all messages"))
    }
    #expect(Self.toFilter.allSatisfy { text($0).contains("lists, filter and opening of conversations ignore") })
    #expect(
      Self.toTeams.allSatisfy { text($0).contains("opening a conversation ignores custom roles in this version") })
    #expect(Self.newest.allSatisfy { !text($0).contains("opening") })
    #expect(Self.unknown.allSatisfy { text($0).contains("before 4.8.0") || text($0).contains("before Chatwoot 4.8.0") })
  }

  @Test func `an administrator with a custom role is narrowed in opening since 4.8`() {
    for version in Self.known + Self.unknown {
      let isNarrowed = texts(ChatwootRules(version: version)).administrator.contains("custom role")
      #expect(isNarrowed == (Self.newest + Self.unknown).contains(version), "\(version ?? "")")
    }
  }

  @Test(arguments: known + unknown)
  func `a participant finds the conversation in every version`(version: String?) {
    #expect(ChatwootRules(version: version).gaps.last?.code == "participants")
  }

  @Test(arguments: known + unknown)
  func `an agent is given nothing to read, whether mentioned, assigned or invited`(version: String?) {
    // A permission would let all of them read; the gaps are all that is beyond inboxes and teams.
    let rules = ChatwootRules(version: version)
    #expect(rules.role("agent").purpose == .assignment)
    #expect(Set(rules.gaps.map(\.code)).isSubset(of: ["filter_lists_every_conversation", "participants"]))
  }

  // MARK: - Beside the table

  @Test(arguments: known + unknown)
  func `a custom role narrows, and a role that is not known may let people read`(version: String?) {
    let rules = ChatwootRules(version: version)
    let role = ChatwootCustomRole(id: 7, name: "Reader", permissions: "report_manage, conversation_manage")
    let entitlement = rules.customRole(role)
    #expect(entitlement.slug == "custom_role_7" && entitlement.purpose == .assignment)
    #expect(entitlement.displayName == "Reader" && entitlement.description == "report_manage, conversation_manage")
    #expect(rules.role("super visor").purpose == .permission)
  }

  @Test func `versions have the same rules if they enforce the same, and other ones if not`() throws {
    let groups = [Self.toFilter, Self.toTeams, Self.newest, Self.unknown]
    for (number, group) in groups.enumerated() {
      for (other, members) in groups.enumerated() {
        for (one, two) in zip(group, members) {
          let difference = ChatwootRules(version: one).ofVersion.difference(from: ChatwootRules(version: two).ofVersion)
          #expect((difference == nil) == (number == other), "\(one ?? "") \(two ?? "")")
        }
      }
    }
    let (old, new) = (ChatwootRules(version: "4.7.0").ofVersion, ChatwootRules(version: "4.8.0").ofVersion)
    #expect(new.difference(from: old) == "the purpose of team:member was assignment and is permission")
    let older = ChatwootRules(version: "4.0.4").ofVersion
    #expect(old.difference(from: older) == "filter_lists_every_conversation was a known gap and is none now")
  }

  @Test func `what a version's agents do not tell is named`() {
    func names(_ version: String?) -> String { ChatwootRules(version: version).notAvailable.joined() }
    #expect(names("3.12.0").contains("provider") && names("3.12.0").contains("custom roles"))
    #expect(names("3.13.0").contains("provider") && !names("3.13.0").contains("custom roles"))
    #expect(names("4.7.0").isEmpty && names("4.15.1").isEmpty && names(nil).contains("provider"))
  }
}
