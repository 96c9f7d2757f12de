import Backpressure

extension ChatwootService {
  package func inspect(asking ask: @escaping Ask) async throws -> Inspection {
    var inspection = Inspection(service: Self.name, baseURL: api.baseURL)
    let version = Promise<String>()
    _ = try await ask(api.version(answering: version))
    inspection.serviceVersion = try await version.value()
    let answer = Promise<ChatwootProfile>()
    if let error = try await ask(api.profile(answering: answer, loss: .tenant)) {
      inspection.problem = .init(error)
      return inspection
    }
    guard let profile = try await answer.value() else { return inspection }
    let roles = profile.accounts.map { "\($0.role ?? "unknown role") of account \($0.id)" }
    inspection.token =
      "the token of user \(profile.userID), \(roles.isEmpty ? "who belongs to no account" : roles.joined(separator: ", "))"
    let ids: [UInt64]
    switch accounts {
    case .named(let named): ids = named
    case .all: ids = profile.accounts.map(\.id)
    }
    if ids.isEmpty, !allowEmpty { inspection.problem = .init(noAccounts) }
    var requests = 2
    for id in ids {
      let (tenant, cost) = try await inspect(account: id, profile, asking: ask)
      inspection.tenants.append(tenant)
      requests += cost
    }
    inspection.requests = requests
    inspection.quota =
      "of 3,000 a minute that an address has (300 before version 3.1), unless the installation says otherwise"
    return inspection
  }

  /// Tries an account, and says how many requests an export of it makes.
  private func inspect(
    account id: UInt64, _ profile: ChatwootProfile, asking ask: Ask
  ) async throws -> (Inspection.TenantInspection, requests: Int) {
    let tenant = self.tenant(String(id))
    var inspection = Inspection.TenantInspection(tenantId: tenant.id)
    let agents = Promise<ChatwootRoster>()
    let account = Promise<ChatwootResource>()
    let teams = Promise<[ChatwootResource]>()
    let inboxes = Promise<[ChatwootResource]>()
    for request in [
      api.agents(of: tenant, owner: profile.userID, allowEmpty: allowEmpty, answering: agents),
      api.account(tenant, answering: account), api.teams(of: tenant, answering: teams),
    ] {
      if let error = try await ask(request) {
        inspection.problem = .init(error)
        return (inspection, 0)
      }
    }
    guard let listed = try await agents.value(), let teams = try await teams.value() else { return (inspection, 0) }
    let roster: ChatwootRoster
    switch try await settle(listed, of: id, with: profile, asking: ask) {
    case .success(let settled): roster = settled
    case .failure(let error):
      inspection.problem = .init(error.concerning(tenant))
      return (inspection, 0)
    }
    inspection.name = try await account.value()?.name
    let held = (roster.roles.map(Optional.some) + [nil])
      .compactMap { role -> String? in
        let count = roster.count(of: role)
        return count == 0 ? nil : "\(count) \(role ?? "without a role")"
      }
    inspection.sees.append("\(roster.count) agents (\(held.joined(separator: ", ")))")
    inspection.sees.append("\(teams.count) teams and their members")
    var requests = 3 + teams.count

    let visibility = visibility(of: id, profile)
    if visibility.areAsked {
      if let error = try await ask(api.inboxes(of: tenant, answering: inboxes)) {
        inspection.cannotSee.append("inboxes: \(error.message)")
      } else if let inboxes = try await inboxes.value() {
        inspection.sees.append("\(inboxes.count) inboxes and their members")
        requests += 1 + inboxes.count
      }
    }
    switch visibility.note {
    case .omitted(let part, let reason): inspection.cannotSee.append("\(part.name): \(reason)")
    case .missing(let part, let error): inspection.cannotSee.append("\(part.name): \(error.message)")
    default: break
    }
    return (inspection, requests)
  }
}
