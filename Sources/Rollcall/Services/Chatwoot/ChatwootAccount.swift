import Backpressure

/// What the lists of an account have told, and the rows that need the members of its teams and inboxes as well.
struct ChatwootAccount: Sendable {
  let tenant: Tenant
  let account: ChatwootResource
  let roster: ChatwootRoster

  /// Operators in a batch.
  private static let operatorsPerBatch = 1000

  /// Sends the rows of resources, entitlements and operators, once all memberships are known, lost or gone.
  func sendRows(
    of tables: Set<Table>, with memberships: [(ChatwootResource, Promise<ChatwootMembership>)],
    to send: PageFetcher.Send
  ) async throws {
    var resources: [ChatwootResource] = []
    var stale: [UInt64: ChatwootAgent] = [:]
    for (resource, promise) in memberships {
      switch try await promise.value() {
      case .gone: continue
      case .known(let agents): stale.merge(agents.map { ($0.id, $0) }) { first, _ in first }
      // Lost members do not make the team or inbox any less real.
      case nil: break
      }
      resources.append(resource)
    }
    var batches = [RowBatch(tenant: tenant)]
    if tables.contains(.resources) {
      for resource in [account] + resources { resource.append(to: &batches[0]) }
    }
    if tables.contains(.entitlements) { appendEntitlements(of: resources, to: &batches[0]) }
    if tables.contains(.operators) { batches += operators(with: stale) }
    for batch in batches { try await send(.rows(batch)) }
  }

  private func appendEntitlements(of resources: [ChatwootResource], to batch: inout RowBatch) {
    for role in roster.roles { account.append(.role(role), to: &batch) }
    for resource in resources { resource.append(resource.type == .team ? .teamMember : .inboxMember, to: &batch) }
  }

  /// The agents and those who have left, by id.
  private func operators(with stale: [UInt64: ChatwootAgent]) -> [RowBatch] {
    let all = roster.agents.map { ($0, ChatwootAgent.Standing.member) } + stale.values.map { ($0, .removed) }
    let sorted = all.sorted { $0.0.id < $1.0.id }
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
