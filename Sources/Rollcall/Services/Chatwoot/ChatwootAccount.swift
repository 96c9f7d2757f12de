import Backpressure

/// What the lists of an account have told, and the rows that need the members of its teams and inboxes as well.
struct ChatwootAccount: Sendable {
  let tenant: Tenant
  let account: ChatwootResource
  let roster: ChatwootRoster

  /// Operators in a batch.
  private static let operatorsPerBatch = 1000

  /// Sends the rows of resources, entitlements and operators, once all memberships are known, lost or gone.
  ///
  /// - Parameter later: the agents as they were afterwards, if there was a reason to ask again.
  func sendRows(
    of tables: Set<Table>, with memberships: ChatwootMemberships, later: Promise<ChatwootRoster>,
    failures: ChatwootFailures, to send: PageFetcher.Send
  ) async throws {
    let (resources, strangers) = try await memberships.collect()
    var batches = [RowBatch(tenant: tenant)]
    if tables.contains(.resources) {
      for resource in [account] + resources { resource.append(to: &batches[0]) }
    }
    if tables.contains(.entitlements) { appendEntitlements(of: resources, to: &batches[0]) }
    let later = try await later.value()
    if tables.contains(.operators) {
      batches += operators(with: strangers.values.map { ($0, later?[$0.id] == nil ? .removed : .member) })
    }
    for batch in batches { try await send(.rows(batch)) }
    let joined = strangers.keys.filter { later?[$0] != nil }.sorted()
    if !joined.isEmpty { try await send(.missing(part: "account:\(account.id)", failures.joined(joined))) }
  }

  private func appendEntitlements(of resources: [ChatwootResource], to batch: inout RowBatch) {
    for role in roster.roles { account.append(.role(role), to: &batch) }
    for resource in resources { resource.append(resource.type == .team ? .teamMember : .inboxMember, to: &batch) }
  }

  /// The agents of the roster and others, by id.
  private func operators(with others: [(ChatwootAgent, ChatwootAgent.Standing)]) -> [RowBatch] {
    let sorted = (roster.agents.map { ($0, .member) } + others).sorted { $0.0.id < $1.0.id }
    return stride(from: 0, to: sorted.count, by: Self.operatorsPerBatch)
      .map { start in
        var batch = RowBatch(tenant: tenant)
        for (agent, standing) in sorted[start..<min(start + Self.operatorsPerBatch, sorted.count)] {
          agent.append(to: &batch, as: standing)
        }
        return batch
      }
  }
}
