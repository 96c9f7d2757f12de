import Backpressure

/// The teams and inboxes of an account, and what becomes known of their members.
struct ChatwootMemberships: Sendable {
  /// What their members leave open.
  let doubts: ChatwootDoubts
  private var entries: [(ChatwootResource, Promise<ChatwootMembership>)] = []

  init(doubts: ChatwootDoubts) { self.doubts = doubts }

  mutating func add(_ resource: ChatwootResource, _ membership: Promise<ChatwootMembership>) {
    entries.append((resource, membership))
  }

  /// Waits for all of them.
  ///
  /// - Returns: teams and inboxes that Chatwoot does not know though it listed them, and why.
  private func vanished() async throws -> [(resource: ChatwootResource, error: RollcallError)] {
    var vanished: [(ChatwootResource, RollcallError)] = []
    for (resource, promise) in entries {
      if case .gone(let error) = try await promise.value() { vanished.append((resource, error)) }
    }
    return vanished
  }

  /// Whether the account's agents have to be listed once more: there are doubts about them, or something is gone, which
  /// may be the whole account, since that answers the same.
  func needAgents() async throws -> Bool { try await !vanished().isEmpty || doubts.needSecondListing }

  /// Whether the account's teams, or its inboxes, have to be listed once more: one of them is gone.
  func need(_ type: ChatwootResource.Kind) async throws -> Bool {
    try await vanished().contains { $0.resource.type == type }
  }

  /// Settles what became of the teams and inboxes.
  ///
  /// - Parameter listed: which of a kind there are now that they were listed once more; `nil` if that is not known.
  /// - Returns: those that are there, and what there is to tell of the others.
  func settle(
    by listed: [ChatwootResource.Kind: [ChatwootResource]], _ failures: ChatwootFailures
  ) async throws -> (resources: [ChatwootResource], notes: [PageEvent]) {
    var deleted: Set<TenantPart> = []
    var notes: [PageEvent] = []
    for (resource, error) in try await vanished() {
      let part = resource.memberPart
      if let now = listed[resource.type], !now.contains(where: { $0.id == resource.id }) {
        deleted.insert(part)
        notes.append(.omitted(part: part, reason: "it was deleted while it was read: \(error.message)"))
      } else {
        notes.append(.missing(part: part, failures.hidden(error, isListed: listed[resource.type] != nil)))
      }
    }
    return (entries.map(\.0).filter { !deleted.contains($0.memberPart) }, notes)
  }
}
