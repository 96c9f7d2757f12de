extension ChatwootService {
  package func inspect(asking asker: any Asking) async throws -> Inspection {
    var inspection = Inspection(service: Self.name, baseURL: api.baseURL)
    inspection.serviceVersion = try await asker.reply(to: api.version).answer
    let owner = try await asker.reply(to: api.profile)
    if let error = owner.error { inspection.problem = .init(error) }
    guard let profile = owner.answer else { return inspection }
    let roles = profile.accounts.map { "\($0.role ?? "unknown role") of account \($0.id)" }
    inspection.token =
      "the token of user \(profile.userID), \(roles.isEmpty ? "who belongs to no account" : roles.joined(separator: ", "))"
    let ids: [UInt64]
    switch accounts {
    case .named(let named): ids = named
    case .all: ids = profile.accounts.map(\.id)
    }
    if ids.isEmpty, !allowEmpty { inspection.problem = .init(noAccounts.error) }
    var requests = ChatwootEndpoints.ofToken.count
    for id in ids {
      let (tenant, cost) = try await inspect(account: id, profile, asking: asker)
      inspection.tenants.append(tenant)
      requests += cost
    }
    inspection.requestsNeeded = requests
    let limit = ChatwootRules(version: inspection.serviceVersion).requestsPerMinute
    inspection.quota = Quota(limit: limit ?? 3000, per: .minute)
    inspection.quotaNote =
      "which an address has unless the installation says otherwise\(limit == nil ? " (300 before version 3.1)" : "")"
    return inspection
  }

  /// The most teams and inboxes whose members a check asks for, so that a person need not wait long.
  private static let fewGroups = 20

  /// Tries an account, and counts the requests of its export.
  private func inspect(
    account id: UInt64, _ profile: ChatwootProfile, asking asker: any Asking
  ) async throws -> (Inspection.TenantInspection, requests: Int) {
    let tenant = self.tenant(String(id))
    let visibility = visibility(of: id, profile)
    var inspection = Inspection.TenantInspection(tenantId: tenant.id)
    // An export asks these at the same time, whatever becomes of the others.
    var requests = ChatwootEndpoints.ofAccount.count { $0 != ChatwootEndpoints.inboxes || visibility.areAsked }
    let agents = try await asker.reply(to: api.agents(of: tenant, owner: profile.userID, allowEmpty: allowEmpty))
    let account = try await asker.reply(to: api.account(tenant))
    let groups = try await asker.reply(to: api.teams(of: tenant))
    inspection.problem = (agents.error ?? account.error ?? groups.error).map { .init($0) }
    guard let listed = agents.answer, let account = account.answer, let teams = groups.answer else {
      return (inspection, requests)
    }
    let roster: ChatwootRoster
    switch try await settle(listed, of: id, with: profile, asking: asker) {
    case .success(let settled): roster = settled
    case .failure(let error):
      inspection.problem = .init(error.concerning(tenant))
      return (inspection, requests)
    }
    inspection.name = account.name
    let held = (roster.roles.map(Optional.some) + [nil])
      .compactMap { role -> String? in
        let count = roster.count(of: role)
        return count == 0 ? nil : "\(count) \(role ?? "without a role")"
      }
    inspection.sees.append("\(roster.count.counted("agent")) (\(held.joined(separator: ", ")))")
    requests += try await inspect(customRolesOf: roster, profile, asking: asker, &inspection)
    var inboxes: [ChatwootResource] = []
    if visibility.areAsked {
      let listed = try await asker.reply(to: api.inboxes(of: tenant))
      inboxes = listed.answer ?? []
      if let error = listed.error { inspection.cannotSee.append("inboxes: \(error.message)") }
    }
    requests += teams.count + inboxes.count
    let isFew = teams.count + inboxes.count <= Self.fewGroups
    let doubts = ChatwootDoubts(about: roster)
    try await inspect(teams, "team", "teams", isFew, roster, doubts, asking: asker, &inspection)
    if visibility.areAsked {
      // Those of others are not in the list, which does not say so.
      let isPart = visibility.note != nil
      try await inspect(
        inboxes, isPart ? "inbox of the token's owner" : "inbox",
        isPart ? "inboxes of the token's owner" : "inboxes", isFew, roster, doubts, asking: asker, &inspection)
    }
    // An export lists the agents a second time.
    if doubts.needSecondListing { requests += 1 }
    let part = visibility.areAsked ? "other inboxes" : "inboxes"
    switch visibility.note {
    case .omitted(_, let reason): inspection.cannotSee.append("\(part): \(reason)")
    case .missing(_, let failure): inspection.cannotSee.append("\(part): \(failure.error.message)")
    default: break
    }
    return (inspection, requests)
  }

  /// Tries the account's custom roles if somebody has one.
  ///
  /// - Returns: the number of requests of an export.
  private func inspect(
    customRolesOf roster: ChatwootRoster, _ profile: ChatwootProfile, asking asker: any Asking,
    _ inspection: inout Inspection.TenantInspection
  ) async throws -> Int {
    guard !roster.customRoles.isEmpty else { return 0 }
    guard roster.showsCustomRoles(to: profile.userID) else {
      inspection.cannotSee.append("custom roles: \(ChatwootCustomRole.onlyForAdministrators)")
      return 0
    }
    let tenant = tenant(inspection.tenantId)
    let listed = try await asker.reply(to: api.customRoles(of: tenant, besides: roster.roles))
    if let roles = listed.answer { inspection.sees.append(roles.count.counted("custom role")) }
    if let error = listed.error { inspection.cannotSee.append("custom roles: \(error.message)") }
    return 1
  }

  /// Tries the members of teams or of inboxes, if there are few.
  private func inspect(
    _ groups: [ChatwootResource], _ one: String, _ many: String, _ isFew: Bool, _ roster: ChatwootRoster,
    _ doubts: ChatwootDoubts, asking asker: any Asking, _ inspection: inout Inspection.TenantInspection
  ) async throws {
    let count = groups.count.counted(one, many)
    guard isFew, !groups.isEmpty else {
      inspection.sees.append(groups.isEmpty ? count : "\(count), and did not ask for their members: there are many")
      return
    }
    let tenant = tenant(inspection.tenantId)
    var readable = 0
    var losses: [String] = []
    for group in groups {
      let members = try await asker.reply(
        to: api.members(of: group, in: tenant, roster: roster, doubts: doubts, wantsGrants: false))
      guard let error = members.error else {
        readable += 1
        continue
      }
      let reasons = [error.message, error.cause, error.advice.map { "next: \($0)" }].compactMap { $0 }
      losses.append("the members of \(group.type.rawValue) \(group.id): \(reasons.joined(separator: "; "))")
    }
    let members =
      readable == groups.count ? "\(groups.count == 1 ? "its" : "their") members" : "the members of \(readable)"
    inspection.sees.append("\(count) and \(members) (asked for \(groups.count))")
    inspection.cannotSee += losses
  }
}
