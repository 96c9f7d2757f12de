import Backpressure

/// The teams and inboxes of an account, and the replies about their members.
struct ChatwootMemberships: Sendable {
  /// The doubts about their members.
  let doubts: ChatwootDoubts
  /// The resources, each with the reply about its members; `nil` if the members are not requested.
  private var entries: [(resource: ChatwootResource, reply: Promise<Reply<Void>>?)] = []

  init(doubts: ChatwootDoubts) { self.doubts = doubts }

  mutating func add(_ resource: ChatwootResource, _ reply: Promise<Reply<Void>>?) {
    entries.append((resource, reply))
  }

  var resources: [ChatwootResource] { entries.map(\.resource) }

  /// Waits for all replies.
  ///
  /// - Returns: the teams and inboxes that Chatwoot listed but does not know, with its refusals.
  func vanished() async throws -> [(resource: ChatwootResource, error: RollcallError)] {
    var vanished: [(ChatwootResource, RollcallError)] = []
    for (resource, reply) in entries {
      if case .gone(let error) = try await reply?.value()?.outcome { vanished.append((resource, error)) }
    }
    return vanished
  }
}
