import Backpressure

/// What the lists of an account have told, and the rows that need the members of its teams and inboxes as well.
struct ChatwootAccount: Sendable {
  let tenant: Tenant
  let account: ChatwootResource
  let roster: ChatwootRoster
  let rules: ChatwootRules

  /// Lists as they were afterwards, as far as there was a reason to ask again.
  struct Later: Sendable {
    let agents = Promise<ChatwootRoster>()
    let teams = Promise<[ChatwootResource]>()
    let inboxes = Promise<[ChatwootResource]>()
  }

  /// Sends the rows of resources, entitlements and operators, once all memberships are known, lost or gone.
  func sendRows(
    of tables: Set<Table>, with memberships: ChatwootMemberships, _ later: Later, failures: ChatwootFailures,
    to send: SendEvent
  ) async throws {
    var listed: [ChatwootResource.Kind: [ChatwootResource]] = [:]
    listed[.team] = try await later.teams.value()
    listed[.inbox] = try await later.inboxes.value()
    let (resources, notes) = try await memberships.settle(by: listed, failures)
    let findings: ChatwootDoubts.Findings
    do {
      findings = try memberships.doubts.settle(by: try await later.agents.value(), in: tenant)
    } catch let error as DecodeError {
      return try await send(.failed(RollcallError(error, from: ChatwootService.name).concerning(tenant), requests: 0))
    }
    var batch = RowBatch(tenant: tenant)
    if tables.contains(.resources) {
      for resource in [account] + resources { resource.append(to: &batch) }
    }
    if tables.contains(.entitlements) { appendEntitlements(of: resources, to: &batch) }
    try await send(.rows(batch))
    if tables.contains(.operators) { try await sendOperators(with: findings, to: send) }
    for note in notes { try await send(note) }
    if let error = failures.unsettled(findings) {
      try await send(.missing(part: account.part, error.concerning(tenant)))
    }
  }

  private func appendEntitlements(of resources: [ChatwootResource], to batch: inout RowBatch) {
    for role in roster.roles { account.append(rules.role(role), to: &batch) }
    for resource in resources {
      resource.append(resource.type == .team ? rules.teamMember : rules.inboxMember, to: &batch)
    }
  }

  /// Sends the agents and others, by id.
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
