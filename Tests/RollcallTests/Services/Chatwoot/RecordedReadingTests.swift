import Testing

@testable import Rollcall

/// What users read on real Chatwoot servers, compared with the purposes of the entitlements that the tables give them.
@Suite(.timeLimit(.minutes(5))) struct `Readings on recorded Chatwoot servers` {
  /// What the tables and the manifest of account 1 claim.
  private struct Claims {
    /// The places that a user's permissions let read, as `inbox 3`.
    var places: [String: Set<String>] = [:]
    var customRoleHolders: Set<String> = []
    let gaps: Set<String>

    init(_ outcome: RecordedChatwoot.Outcome) {
      gaps = Set(outcome.manifest.sources[0].knownGaps.map(\.code))
      let entitlements = outcome.rows.column("entitlement_id", of: .entitlements, tenant: "1")
      let purposes = outcome.rows.column("purpose", of: .entitlements, tenant: "1")
      let permissions = Set(zip(entitlements, purposes).filter { $1 == "permission" }.map(\.0))
      func grants(_ name: String) -> [String?] { outcome.rows.column(name, of: .grants, tenant: "1") }
      let columns = zip(
        zip(grants("entitlement_id"), grants("operator_id")), zip(grants("resource_type"), grants("resource_id")))
      for ((entitlement, user), (type, id)) in columns {
        guard let entitlement, let user, let type, let id else { continue }
        if entitlement.contains(":custom_role_") { customRoleHolders.insert(user) }
        if permissions.contains(entitlement) { places[user, default: []].insert("\(type) \(id)") }
      }
    }

    /// Whether a permission of the user covers a conversation, and which kind of it.
    func permission(of user: String, on conversation: RecordedReadings.Conversation) -> String? {
      let places = places[user] ?? []
      if places.contains("account 1") { return "account" }
      if places.contains("inbox \(conversation.inbox)") { return "inbox" }
      return conversation.team.flatMap { places.contains("team \($0)") ? "team" : nil }
    }
  }

  @Test(arguments: RecordedChatwoot.all)
  func `every conversation that a user read is covered by a permission or a known gap`(
    recording: RecordedChatwoot
  ) async throws {
    let claims = Claims(try await recording.export())
    let readings = try recording.readings()
    var covered = 0
    for (user, paths) in readings.read {
      for (path, names) in paths {
        for name in names {
          let conversation = try #require(readings.conversations[name])
          let isGap =
            switch path {
            case "filter": claims.gaps.contains("filter_lists_every_conversation")
            case "participating":
              claims.gaps.contains("participants") && conversation.participants.contains(user)
            case "search":
              claims.gaps.contains("search_ignores_custom_roles") && claims.customRoleHolders.contains(user)
            default: false
            }
          let permission = claims.permission(of: user, on: conversation)
          covered += permission == nil ? 0 : 1
          #expect(permission != nil || isGap, "user \(user) read \(name) by \(path)")
        }
      }
    }
    #expect(covered > 100)
  }

  @Test(arguments: RecordedChatwoot.all)
  func `every conversation that a permission claims was read, custom roles aside`(
    recording: RecordedChatwoot
  ) async throws {
    let claims = Claims(try await recording.export())
    let readings = try recording.readings()
    for (user, paths) in readings.read where !claims.customRoleHolders.contains(user) {
      for (name, conversation) in readings.conversations {
        guard let kind = claims.permission(of: user, on: conversation) else { continue }
        #expect(paths["open"]?.contains(name) == true, "user \(user) did not open \(name)")
        guard kind != "team" else { continue }
        for path in ["list", "search"] {
          #expect(paths[path]?.contains(name) == true, "user \(user) did not find \(name) by \(path)")
        }
      }
    }
  }

  @Test(arguments: RecordedChatwoot.all)
  func `a known gap is listed exactly where somebody read through it`(recording: RecordedChatwoot) async throws {
    let claims = Claims(try await recording.export())
    let readings = try recording.readings()
    func isRead(by path: String, _ condition: (String) -> Bool = { _ in true }) throws -> Bool {
      try readings.read.contains { user, paths in
        try condition(user)
          && (paths[path] ?? [])
            .contains { name in
              path == "search"
                ? paths["list"]?.contains(name) != true
                : claims.permission(of: user, on: try #require(readings.conversations[name])) == nil
            }
      }
    }
    #expect(claims.gaps.contains("filter_lists_every_conversation") == (try isRead(by: "filter")))
    #expect(claims.gaps.contains("participants") == (try isRead(by: "participating")))
    #expect(
      try !isRead(by: "search") { claims.customRoleHolders.contains($0) }
        || claims.gaps.contains("search_ignores_custom_roles"))
    #expect(claims.gaps.contains("search_ignores_custom_roles") == !claims.customRoleHolders.isEmpty)
  }
}
