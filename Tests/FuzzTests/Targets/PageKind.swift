@testable import Rollcall

/// A response that a service is asked for, and what it is mapped by.
enum PageKind: CaseIterable {
  case crispOperators
  case crispWebsite
  case crispWebsites
  case crispLastActive
  case crispPlugin
  case chatwootAgents
  case chatwootTeams
  case chatwootInboxes
  case chatwootTeamMembers
  case chatwootInboxMembers
  case chatwootAccount
  case chatwootProfile
  case chatwootVersion
  // Last, since the corpus names kinds by their places.
  case crispTeams
  case crispInboxes

  /// What no message may show.
  static let secret = "canary-secret-of-the-service"

  private static let website = Tenant(
    service: "crisp", instance: "https://crisp.test", id: "1f6d2a90-0c4e-4f77-9f0a-6d1c2b3a4e01")
  private static let account = Tenant(service: "chatwoot", instance: "https://chatwoot.test", id: "3")

  var listPath: ElementSplitter.ListPath {
    switch self {
    case .crispOperators, .crispWebsites, .crispLastActive, .crispTeams, .crispInboxes: .member("data")
    case .chatwootAgents, .chatwootTeams, .chatwootTeamMembers: .root
    case .chatwootInboxes, .chatwootInboxMembers: .member("payload")
    case .crispWebsite, .crispPlugin, .chatwootAccount, .chatwootProfile, .chatwootVersion: .none
    }
  }

  func makeProbe() -> PageProbe {
    switch self {
    case .crispOperators, .crispWebsite, .crispWebsites, .crispLastActive, .crispPlugin, .crispTeams, .crispInboxes:
      crispProbe()
    default: chatwootProbe()
    }
  }

  private func crispProbe() -> PageProbe {
    let failures = CrispFailures(redactor: Redactor([Secret(Self.secret)]))
    switch self {
    case .crispOperators:
      let moments: CrispLastActive = ["5d1": Timestamp(milliseconds: 0), "email:": Timestamp(milliseconds: 1)]
      return PageProbe(
        CrispOperatorsMapper(
          tenant: Self.website, tables: Set(Table.allCases), allowEmpty: false, failures: failures, lastActive: moments)
      )
    case .crispWebsite:
      return PageProbe(CrispWebsiteMapper(tenant: Self.website, failures: failures), isSilent: true) {
        PageAnswer(text: $0)
      }
    case .crispWebsites:
      return PageProbe(CrispWebsiteListMapper(failures: failures)) {
        PageAnswer(text: "\($0.ids)")
      }
    case .crispLastActive:
      return PageProbe(CrispLastActiveMapper(tenant: Self.website, failures: failures)) { moments in
        PageAnswer(text: "\(moments.count) \(["5d1", "email:", "7"].map { moments[$0] })")
      }
    case .crispTeams, .crispInboxes:
      let collector = CrispGroupCollector(of: Self.website)
      let kind: CrispGroup.Kind = self == .crispTeams ? .team : .inbox
      return PageProbe(CrispGroupsMapper(kind, of: Self.website, into: collector, failures: failures)) { page in
        let groups = collector.take(leaving: Self.website)
        // All of them have left: no operator was listed.
        let roster = CrispRoster(of: groups.people.count)
        let rows = CrispGroupRows(of: groups, in: Self.website, with: roster, for: Set(Table.allCases))
        return PageAnswer(text: "\(page.ids) \(groups.hasUnknownTeams)", batches: Array(rows))
      }
    default:
      return PageProbe(CrispAccountMapper(failures: failures), isSilent: true) {
        PageAnswer(text: $0)
      }
    }
  }

  private func chatwootProbe() -> PageProbe {
    let redactor = Redactor([Secret(Self.secret)])
    switch self {
    case .chatwootAgents:
      return PageProbe(
        ChatwootAgentsMapper(
          account: Self.account, owner: nil, includesCustomAttributes: true, allowEmpty: false,
          failures: ChatwootFailures(redactor: redactor))
      ) { roster in
        var rows = RowBatch(tenant: Self.account)
        for index in roster.indices { roster.appendRow(at: index, to: &rows, as: .member) }
        return PageAnswer(text: "\(roster.roles)", rows: rows)
      }
    case .chatwootTeams, .chatwootInboxes:
      return PageProbe(ChatwootResourceListMapper(self == .chatwootTeams ? .team : .inbox, of: Self.account)) {
        PageAnswer(of: $0, in: Self.account)
      }
    case .chatwootAccount:
      return PageProbe(ChatwootAccountMapper(id: Self.account.id)) {
        PageAnswer(of: [$0], in: Self.account)
      }
    case .chatwootProfile:
      return PageProbe(
        ChatwootProfileMapper(
          token: Secret("canaryAccessTokenOfMara1"), failures: ChatwootFailures(redactor: redactor))
      ) {
        PageAnswer(text: "\($0)")
      }
    case .chatwootVersion:
      return PageProbe(ChatwootVersionMapper(redactor: redactor), isSilent: true) {
        PageAnswer(text: $0)
      }
    default:
      let doubts = ChatwootDoubts(about: Self.roster)
      let type: ChatwootResource.Kind = self == .chatwootTeamMembers ? .team : .inbox
      let mapper = ChatwootMembersMapper(
        tenant: Self.account, resource: ChatwootResource(type: type, id: 5, name: nil, attributes: []),
        roster: Self.roster, doubts: doubts, wantsGrants: true, includesCustomAttributes: true)
      return PageProbe(mapper) { _ in
        var rows = RowBatch(tenant: Self.account)
        guard let strangers = try? doubts.settle(by: nil, in: Self.account).strangers else {
          return PageAnswer(text: "too many")
        }
        for index in strangers.indices { strangers.appendRow(at: index, to: &rows, as: .removed) }
        return PageAnswer(rows: rows)
      }
    }
  }

  /// The account's agents, as far as some of the members are known.
  private static var roster: ChatwootRoster {
    let agent = ChatwootAgent(
      id: 1, email: "one@example.test", name: nil, role: "agent", availability: nil, avatar: nil, isConfirmed: true,
      attributes: Array("{}".utf8))
    guard let roster = try? ChatwootRoster([agent], of: account) else { fatalError("one agent is nobody twice") }
    return roster
  }
}
