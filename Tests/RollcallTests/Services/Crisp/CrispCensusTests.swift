import Testing

@testable import Rollcall

@Suite struct `Census of a website` {
  @Test func `operators are counted by role, and invitations apart`() {
    var census = CrispCensus()
    for role in ["owner", "member", "member", nil] { census.count(isJoined: true, role: role) }
    census.count(isJoined: false, role: "member")
    #expect(census.operators == 4)
    #expect(census.words == ["4 operators (2 member, 1 owner, 1 without a role)", "1 open invitation"])
  }

  @Test func `a single operator is not told in the plural`() {
    var census = CrispCensus()
    census.count(isJoined: true, role: "owner")
    #expect(census.words == ["1 operator (1 owner)"])
  }
}
