@testable import Rollcall

extension FuzzedService {
  static let crisp = FuzzedService(
    pages: [operators, website, websites, lastActive, plugin, groups(.team), groups(.inbox)],
    failure: { CrispFailures(redactor: $0.redactor).failure(of: $0) })

  private static let tenant = Tenant(
    service: "crisp", instance: "https://crisp.test", id: "1f6d2a90-0c4e-4f77-9f0a-6d1c2b3a4e01")

  private static var failures: CrispFailures { CrispFailures(redactor: Redactor([Secret(PageKind.secret)])) }

  private static let operators = PageKind(.member("data")) {
    let moments: CrispLastActive = ["5d1": Timestamp(milliseconds: 0), "email:": Timestamp(milliseconds: 1)]
    return PageProbe(
      CrispOperatorsMapper(
        tenant: tenant, tables: Set(Table.allCases), allowEmpty: false, failures: failures, lastActive: moments))
  }

  private static let website = PageKind(.none) {
    PageProbe(CrispWebsiteMapper(tenant: tenant, failures: failures), isSilent: true) { PageAnswer(text: $0) }
  }

  private static let websites = PageKind(.member("data")) {
    PageProbe(CrispWebsiteListMapper(failures: failures)) { PageAnswer(text: "\($0.ids)") }
  }

  private static let lastActive = PageKind(.member("data")) {
    PageProbe(CrispLastActiveMapper(tenant: tenant, failures: failures)) { moments in
      PageAnswer(text: "\(moments.count) \(["5d1", "email:", "7"].map { moments[$0] })")
    }
  }

  private static let plugin = PageKind(.none) {
    PageProbe(CrispAccountMapper(failures: failures), isSilent: true) { PageAnswer(text: $0) }
  }

  private static func groups(_ kind: CrispGroup.Kind) -> PageKind {
    PageKind(.member("data")) {
      let collector = CrispGroupCollector(of: tenant)
      return PageProbe(CrispGroupsMapper(kind, of: tenant, into: collector, failures: failures)) { page in
        let groups = collector.take(leaving: tenant)
        // All of them have left: no operator was listed.
        let roster = CrispRoster(of: groups.people.count)
        let rows = CrispGroupRows(of: groups, in: tenant, with: roster, for: Set(Table.allCases))
        return PageAnswer(text: "\(page.ids) \(groups.hasUnknownTeams)", batches: Array(rows))
      }
    }
  }
}
