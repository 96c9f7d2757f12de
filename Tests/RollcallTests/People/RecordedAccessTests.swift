import RollcallTestSupport
import Testing

@testable import Rollcall

/// Access as it is told, against what real servers let each user read.
@Suite(.timeLimit(.minutes(5))) struct `Access on recorded servers` {
  @Test(arguments: RecordedChatwoot.all)
  func `everyone reads the conversations of the places that are told, and no others`(
    recording: RecordedChatwoot
  ) async throws {
    let readings = try recording.readings()
    let told = try await recording.withSnapshot { try ToldAccess($0, includesOthers: true) }
    let rows = told.rows.filter { $0["tenant_id"] == "1" }
    #expect(rows.count > 30)
    #expect(readings.read.count > 10)
    for (user, ways) in readings.read {
      func conversations(_ isToldOf: (String?) -> Bool) -> Set<String> {
        let places = Set(
          rows.filter { $0["operator_id"] == user && isToldOf($0["access"]!) }
            .map { "\($0["resource_type"]!!):\($0["resource_id"]!!)" })
        let found = readings.conversations.filter { _, conversation in
          places.contains("inbox:\(conversation.inbox)")
            || conversation.team.map { places.contains("team:\($0)") } ?? false
        }
        return Set(found.keys)
      }
      // Custom access is some of what a member reads.
      let certain = conversations { $0 != "custom" }
      let possible = conversations { _ in true }
      // Participants and the old filter are known gaps, told in words.
      let read = ["open", "list", "search", "contact"].reduce(into: Set<String>()) { $0.formUnion(ways[$1] ?? []) }
      let participates = Set(readings.conversations.filter { $0.value.participants.contains(user) }.keys)
      #expect(certain.isSubset(of: read), "user \(user)")
      #expect(read.isSubset(of: possible.union(participates)), "user \(user)")
    }
  }

  @Test(arguments: RecordedChatwoot.all)
  func `who has a custom role has custom access, administrators apart`(recording: RecordedChatwoot) async throws {
    let told = try await recording.withSnapshot { try ToldAccess($0) }
    let agents = try #require(try recording.database()["1"])["agents"].elements
    let server = try recording.server()
    let hasRoles = try server.json(of: "/api/v1/accounts/1/agents").elements.first?.members.keys
      .contains("custom_role_id")
    for agent in agents {
      let accesses = Set(
        told.rows.filter { $0["tenant_id"] == "1" && $0["operator_id"] == "\(agent["id"])" }.map { $0["access"]!! })
      guard !accesses.isEmpty else { continue }
      let isNarrowed = hasRoles == true && agent["custom_role_id"] != .null
      let expected = agent["role"].text == "administrator" ? "administrator" : isNarrowed ? "custom" : "member"
      #expect(accesses == [expected], "\(agent["id"])")
    }
  }
}
