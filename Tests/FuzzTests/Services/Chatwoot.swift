@testable import Rollcall

extension FuzzedService {
  static let chatwoot = FuzzedService(
    pages: [
      agents, resources(.team, .root), resources(.inbox, .member("payload")), members(of: .team, .root),
      members(of: .inbox, .member("payload")), account, profile, version, customRoles,
    ],
    failure: { ChatwootFailures(redactor: $0.redactor).failure(of: $0) }, checkAddress: checkPasted)

  private static let tenant = Tenant(service: "chatwoot", instance: "https://chatwoot.test", id: "3")

  private static var redactor: Redactor { Redactor([Secret(PageKind.secret)]) }

  private static let agents = PageKind(.root) {
    PageProbe(
      ChatwootAgentsMapper(
        account: tenant, owner: nil, includesCustomAttributes: true, allowEmpty: false,
        failures: ChatwootFailures(redactor: redactor))
    ) { roster in
      var rows = RowBatch(tenant: tenant)
      for index in roster.indices { roster.appendRow(at: index, to: &rows, as: .member) }
      return PageAnswer(text: "\(roster.roles)", rows: rows)
    }
  }

  private static func resources(_ type: ChatwootResource.Kind, _ path: ElementSplitter.ListPath) -> PageKind {
    PageKind(path) { PageProbe(ChatwootResourceListMapper(type, of: tenant)) { answer(of: $0) } }
  }

  private static func members(of type: ChatwootResource.Kind, _ path: ElementSplitter.ListPath) -> PageKind {
    PageKind(path) {
      let doubts = ChatwootDoubts(about: roster)
      let mapper = ChatwootMembersMapper(
        tenant: tenant, resource: ChatwootResource(type: type, id: 5, name: nil, attributes: []),
        roster: roster, doubts: doubts, wantsGrants: true, includesCustomAttributes: true)
      return PageProbe(mapper) { _ in
        var rows = RowBatch(tenant: tenant)
        guard let strangers = try? doubts.settle(by: nil, in: tenant).strangers else {
          return PageAnswer(text: "too many")
        }
        for index in strangers.indices { strangers.appendRow(at: index, to: &rows, as: .removed) }
        return PageAnswer(rows: rows)
      }
    }
  }

  private static let account = PageKind(.none) {
    PageProbe(ChatwootAccountMapper(id: tenant.id)) { answer(of: [$0]) }
  }

  private static let profile = PageKind(.none) {
    PageProbe(
      ChatwootProfileMapper(
        token: Secret("canaryAccessTokenOfMara1"), failures: ChatwootFailures(redactor: redactor))
    ) { PageAnswer(text: "\($0)") }
  }

  private static let version = PageKind(.none) {
    PageProbe(ChatwootVersionMapper(redactor: redactor), isSilent: true) { PageAnswer(text: $0) }
  }

  private static let customRoles = PageKind(.root) {
    PageProbe(ChatwootCustomRolesMapper(account: tenant, besides: ["administrator", "agent", "custom_role_9"])) {
      roles in
      var rows = RowBatch(tenant: tenant)
      let account = ChatwootResource(type: .account, id: 3, name: nil, attributes: [])
      for role in roles { account.append(ChatwootRules(version: nil).customRole(role), to: &rows) }
      return PageAnswer(rows: rows)
    }
  }

  /// The account's agents, as far as some of the members are known.
  private static var roster: ChatwootRoster {
    let agent = ChatwootAgent(
      id: 1, email: "one@example.test", name: nil, role: "agent", availability: nil, avatar: nil, isConfirmed: true,
      attributes: Array("{}".utf8))
    guard let roster = try? ChatwootRoster([agent], of: tenant) else { fatalError("one agent cannot be there twice") }
    return roster
  }

  /// The rows of teams, inboxes or an account.
  private static func answer(of resources: [ChatwootResource]) -> PageAnswer {
    var rows = RowBatch(tenant: tenant)
    for resource in resources {
      resource.append(to: &rows)
      resource.append(ChatwootRules(version: nil).inboxMember, to: &rows)
    }
    return PageAnswer(rows: rows)
  }

  /// The address of a dashboard leads to the host that stands in it, and to an account that stands in it.
  private static func checkPasted(_ text: String) throws {
    guard let address = ChatwootAddress(text) else { return }
    try require(BaseURL(address.url.description), is: address.url, "an address is another one when it is read again")
    try FuzzTarget.checkHost(of: address.url, in: String(text.prefix { $0 != "?" && $0 != "#" }))
    guard let id = address.accountID else { return }
    let numbers = text.ranges(of: "/accounts/").map { text[$0.upperBound...].prefix { !"/?#".contains($0) } }
    try require(id > 0 && numbers.contains("\(id)"), "account \(id) is not in “\(text)”")
  }
}
