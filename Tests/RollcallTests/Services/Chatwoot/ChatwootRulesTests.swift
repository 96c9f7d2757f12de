import Testing

@testable import Rollcall

/// What versions of Chatwoot enforce, as it was seen on real servers.
@Suite struct `Rules of Chatwoot's versions` {
  @Test(arguments: ["2.18.0", "3.16.0", "4.0.4", "4.1.0", "4.7.0", "4.7.9", "v4.7.0", "4.7", "0.1"])
  func `the members of a team cannot read through it before 4.8`(version: String) {
    let rules = ChatwootRules(version: version)
    #expect(!rules.doTeamsRead && rules.teamMember.purpose == .assignment)
  }

  @Test(
    arguments: [
      "4.8.0", "4.15.1", "5.0", "v4.8.0", "4.8.0-rc1", "10.0.0", nil, "", "four", "4", "4.x", "4.7x.0", ".", "-4.7.0",
    ] as [String?])
  func `the members of a team can read its conversations since 4.8, and in an unknown version`(
    version: String?
  ) {
    let rules = ChatwootRules(version: version)
    #expect(rules.doTeamsRead && rules.teamMember.purpose == .permission)
    #expect(rules.teamMember.description?.contains("Opens") == true)
  }

  @Test(arguments: ["2.18.0", "4.15.1", nil])
  func `every role but agent can read in every version`(
    version: String?
  ) {
    let rules = ChatwootRules(version: version)
    #expect(rules.role("administrator").purpose == .permission && rules.inboxMember.purpose == .permission)
    #expect(rules.role("super visor").purpose == .permission && rules.role("agent").purpose == .assignment)
  }
}
