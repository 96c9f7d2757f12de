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
    inspection.requests = requests
    inspection.quota =
      "of 3,000 a minute that an address has (300 before version 3.1), unless the installation says otherwise"
    return inspection
  }

  /// Tries an account, and counts the requests of its export.
  private func inspect(
    account id: UInt64, _ profile: ChatwootProfile, asking asker: any Asking
  ) async throws -> (Inspection.TenantInspection, requests: Int) {
    let tenant = self.tenant(String(id))
    var inspection = Inspection.TenantInspection(tenantId: tenant.id)
    let agents = try await asker.reply(to: api.agents(of: tenant, owner: profile.userID, allowEmpty: allowEmpty))
    let account = try await asker.reply(to: api.account(tenant))
    let groups = try await asker.reply(to: api.teams(of: tenant))
    inspection.problem = (agents.error ?? account.error ?? groups.error).map { .init($0) }
    guard let listed = agents.answer, let account = account.answer, let teams = groups.answer else {
      return (inspection, 0)
    }
    let roster: ChatwootRoster
    switch try await settle(listed, of: id, with: profile, asking: asker) {
    case .success(let settled): roster = settled
    case .failure(let error):
      inspection.problem = .init(error.concerning(tenant))
      return (inspection, 0)
    }
    inspection.name = account.name
    let held = (roster.roles.map(Optional.some) + [nil])
      .compactMap { role -> String? in
        let count = roster.count(of: role)
        return count == 0 ? nil : "\(count) \(role ?? "without a role")"
      }
    inspection.sees.append("\(roster.count) agents (\(held.joined(separator: ", ")))")
    inspection.sees.append("\(teams.count) teams and their members")
    let visibility = visibility(of: id, profile)
    var requests = ChatwootEndpoints.ofAccount.count { $0 != ChatwootEndpoints.inboxes || visibility.areAsked }
    requests += teams.count
    if visibility.areAsked {
      let listed = try await asker.reply(to: api.inboxes(of: tenant))
      if let error = listed.error { inspection.cannotSee.append("inboxes: \(error.message)") }
      if let inboxes = listed.answer {
        inspection.sees.append("\(inboxes.count) inboxes and their members")
        requests += inboxes.count
      }
    }
    switch visibility.note {
    case .omitted(let part, let reason): inspection.cannotSee.append("\(part.name): \(reason)")
    case .missing(let part, let failure): inspection.cannotSee.append("\(part.name): \(failure.error.message)")
    default: break
    }
    return (inspection, requests)
  }
}
