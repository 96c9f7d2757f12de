/// An account by its lists, and the rows that also need the members of its teams and inboxes.
struct ChatwootAccount: Sendable {
  let tenant: Tenant
  let account: ChatwootResource
  let roster: ChatwootRoster
  /// Those that the tables are to have, by id.
  let customRoles: [ChatwootCustomRole]
  let rules: ChatwootRules

  /// Sends the rows of resources, entitlements and operators once all memberships are known, lost or gone.
  ///
  /// Doubtful findings are checked once more.
  func sendRows(
    of tables: Set<Table>, with memberships: ChatwootMemberships, by service: ChatwootService, owner: UInt64?,
    to telling: Telling
  ) async throws {
    let api = service.api
    let vanished = try await memberships.vanished()
    var later: ChatwootRoster?
    // A vanished resource may mean that the whole account is gone, since Chatwoot answers the same for both.
    if !vanished.isEmpty || memberships.doubts.needSecondListing {
      // The rows keep to the first list. Without a second one, the remaining doubts are reported.
      let agents = api.agents(of: tenant, owner: owner, allowEmpty: service.allowEmpty)
      later = try await telling.ask(agents.losing(.nothing))
    }
    var listed: [ChatwootResource.Kind: [ChatwootResource]] = [:]
    for (type, list) in [(ChatwootResource.Kind.team, api.teams(of: tenant)), (.inbox, api.inboxes(of: tenant))]
    where vanished.contains(where: { $0.resource.type == type }) {
      listed[type] = try await telling.ask(list.losing(.nothing))
    }
    let (resources, notes) = settle(memberships.resources, without: vanished, by: listed, api.failures)
    let findings: ChatwootDoubts.Findings
    do {
      findings = try memberships.doubts.settle(by: later, in: tenant)
    } catch let error as DecodeError {
      let error = RollcallError(error, from: ChatwootService.name).concerning(tenant)
      return try await telling.send(.failed(ScopedFailure(.tenant, error), requests: 0))
    }
    var batch = RowBatch(tenant: tenant)
    if tables.contains(.resources) {
      for resource in [account] + resources { resource.append(to: &batch) }
    }
    if tables.contains(.entitlements) { appendEntitlements(of: resources, to: &batch) }
    try await telling.send(.rows(batch))
    if tables.contains(.operators) { try await sendOperators(with: findings, to: telling.send) }
    for note in notes { try await telling.send(note) }
    if let error = api.failures.unsettled(findings) {
      try await telling.send(.missing(part: account.part, ScopedFailure(.tenant, error.concerning(tenant))))
    }
  }

  /// Finds out whether teams and inboxes were deleted that Chatwoot listed but does not know.
  ///
  /// - Parameter listed: the second lists by kind; a kind without one could not be listed again.
  /// - Returns: the resources that exist, and the events about the others.
  private func settle(
    _ resources: [ChatwootResource], without vanished: [(resource: ChatwootResource, error: RollcallError)],
    by listed: [ChatwootResource.Kind: [ChatwootResource]], _ failures: ChatwootFailures
  ) -> (resources: [ChatwootResource], notes: [PageEvent]) {
    var deleted: Set<TenantPart> = []
    var notes: [PageEvent] = []
    for (resource, error) in vanished {
      let part = resource.memberPart
      if let now = listed[resource.type], !now.contains(where: { $0.id == resource.id }) {
        deleted.insert(part)
        notes.append(.omitted(part: part, reason: "it was deleted while it was read: \(error.message)"))
      } else {
        let hidden = failures.hidden(error, isListed: listed[resource.type] != nil)
        notes.append(.missing(part: part, ScopedFailure(.tenant, hidden)))
      }
    }
    return (resources.filter { !deleted.contains($0.memberPart) }, notes)
  }

  private func appendEntitlements(of resources: [ChatwootResource], to batch: inout RowBatch) {
    for role in roster.roles { account.append(rules.role(role), to: &batch) }
    for role in customRoles { account.append(rules.customRole(role), to: &batch) }
    for resource in resources {
      resource.append(resource.type == .team ? rules.teamMember : rules.inboxMember, to: &batch)
    }
  }

  /// Sends the rows of the agents and of other members, by id.
  private func sendOperators(with findings: ChatwootDoubts.Findings, to send: SendEvent) async throws {
    var agents = roster.indices
    let strangers = findings.strangers
    var others = strangers.indices
    while !agents.isEmpty || !others.isEmpty {
      var batch = RowBatch(tenant: tenant)
      while batch.rowCount(of: .operators) < ChatwootRoster.rowsPerBatch {
        if let other = others.first, agents.first.map({ strangers.id(at: other) < roster.id(at: $0) }) ?? true {
          others.removeFirst()
          let isRemoved = findings.removed.contains(strangers.id(at: other))
          strangers.appendRow(at: other, to: &batch, as: isRemoved ? .removed : .member)
        } else if let agent = agents.popFirst() {
          roster.appendRow(at: agent, to: &batch, as: .member)
        } else {
          break
        }
      }
      try await send(.rows(batch))
    }
  }
}
