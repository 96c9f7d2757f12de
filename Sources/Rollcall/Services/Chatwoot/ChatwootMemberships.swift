import Backpressure

/// The teams and inboxes of an account, and what becomes known of their members.
struct ChatwootMemberships: Sendable {
  /// What their members leave open.
  let doubts: ChatwootDoubts
  /// Each with the reply to the question for its members; without one where nobody asked.
  private var entries: [(resource: ChatwootResource, reply: Promise<Reply<Void>>?)] = []

  init(doubts: ChatwootDoubts) { self.doubts = doubts }

  mutating func add(_ resource: ChatwootResource, _ reply: Promise<Reply<Void>>?) {
    entries.append((resource, reply))
  }

  var resources: [ChatwootResource] { entries.map(\.resource) }

  /// Waits for all of them.
  ///
  /// - Returns: teams and inboxes that Chatwoot does not know though it listed them, and why.
  func vanished() async throws -> [(resource: ChatwootResource, error: RollcallError)] {
    var vanished: [(ChatwootResource, RollcallError)] = []
    for (resource, reply) in entries {
      if case .gone(let error) = try await reply?.value()?.outcome { vanished.append((resource, error)) }
    }
    return vanished
  }
}
