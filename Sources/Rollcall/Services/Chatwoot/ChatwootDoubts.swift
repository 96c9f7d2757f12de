import Backpressure

/// Members of an account's teams and inboxes of whom its list of agents tells nothing, or something else.
///
/// Somebody may have joined since the agents were listed, or become an administrator, or have changed the address, so the
/// list is asked for once more. And
/// Chatwoot removes people from teams some time after it removed them from the account, and does not always: they are
/// there without a role. Everything else is a contradiction.
final class ChatwootDoubts: Sendable {
  /// The most people of a list, and of all lists of an account, who are in doubt: all of them are held in memory.
  private static let maximumCount = 10_000

  /// What a list said of somebody.
  private struct Claim: Hashable {
    let id: UInt64
    let role: String?
    let email: String?
    let type: ChatwootResource.Kind
  }

  private struct State {
    /// Who said it first, in the order of teams and inboxes.
    var claims: [Claim: (agent: ChatwootAgent, place: ChatwootResource)] = [:]
    var held = HeldText()
  }

  private let state = Lock(State())
  private let roster: ChatwootRoster

  /// - Parameter roster: the account's agents as they were listed first.
  init(about roster: ChatwootRoster) { self.roster = roster }

  /// - Throws: `DecodeError` if a list has no room for one more.
  static func checkCount(_ count: Int) throws(DecodeError) {
    guard count < maximumCount else {
      throw DecodeError("the list has more than \(maximumCount) members who are no agents of the account")
    }
  }

  /// Takes those that a list left.
  ///
  /// - Throws: `DecodeError` if the account has too many.
  func add(_ agents: some Collection<ChatwootAgent>, in resource: ChatwootResource) throws {
    guard !agents.isEmpty else { return }
    try state.withLock { state in
      for agent in agents {
        let claim = Claim(id: agent.id, role: agent.role, email: agent.email, type: resource.type)
        if let known = state.claims[claim] {
          // By the order of the lists and not of their answers, so that the rows do not depend on the latter.
          if resource.comesBefore(known.place) { state.claims[claim] = (agent, resource) }
          continue
        }
        try Self.checkCount(state.claims.count)
        try state.held.add(agent.textCount)
        state.claims[claim] = (agent, resource)
      }
    }
  }

  /// Whether the account's agents have to be listed once more.
  var needSecondListing: Bool {
    state.withLock { $0.claims.keys.contains { isExplained($0, by: nil) == false } }
  }

  /// Whether a claim is no contradiction; `nil` if it shows that somebody joined.
  ///
  /// - Parameter later: the account's agents when they were listed once more, if they were.
  private func isExplained(_ claim: Claim, by later: ChatwootRoster?) -> Bool? {
    let index = later?.index(of: claim.id)
    if roster.contains(claim.id) {
      // If that came since, or somebody has left, the first list was right in its time.
      guard let later else { return false }
      guard let index else { return true }
      return (claim.role.map { later.role(at: index) == $0 } ?? true)
        && (claim.email.map { email in
          var email = email
          return email.withUTF8 { later.hasEmail($0, at: index) }
        } ?? true)
    }
    if index != nil { return nil }
    // Members of inboxes are agents, or Chatwoot would not show them.
    return claim.role == nil && claim.type == .team
  }

  /// Settles all doubts.
  ///
  /// - Parameter later: the account's agents when they were listed once more, if they were.
  func settle(by later: ChatwootRoster?, in account: Tenant) throws -> Findings {
    let claims = state.withLock { state in
      state.claims.sorted { one, other in
        if one.key.id != other.key.id { return one.key.id < other.key.id }
        // Who has a role in one list and none in another is shown with the role.
        if (one.key.role == nil) != (other.key.role == nil) { return one.key.role != nil }
        if one.value.place.comesBefore(other.value.place) { return true }
        if other.value.place.comesBefore(one.value.place) { return false }
        return (one.key.email ?? "") < (other.key.email ?? "")
      }
    }
    var findings = Findings(strangers: ChatwootRoster(of: account), hasSecondListing: later != nil)
    var last: UInt64?
    for (claim, (agent, place)) in claims {
      switch isExplained(claim, by: later) {
      case true: if claim.role == nil { findings.removed.insert(claim.id) }
      case false: findings.contradicted.append((claim.id, place.entitlementID("member")))
      case nil: if findings.joined.last != claim.id { findings.joined.append(claim.id) }
      }
      if !roster.contains(claim.id), last != claim.id { try findings.strangers.append(agent) }
      last = claim.id
    }
    try findings.strangers.seal()
    findings.removed.subtract(findings.joined)
    findings.removed.subtract(findings.contradicted.map(\.id))
    return findings
  }

  /// What became of the doubts.
  struct Findings: Sendable {
    /// Members who are not in the first list of agents.
    var strangers: ChatwootRoster
    /// Those of them who have left the account.
    var removed: Set<UInt64> = []
    /// Those who joined it since it was listed.
    var joined: [UInt64] = []
    /// People of whom two lists tell things that cannot both be true, and where.
    var contradicted: [(id: UInt64, place: String)] = []
    /// Whether the account's agents could be listed once more.
    var hasSecondListing = false
  }
}

extension ChatwootResource {
  /// Whether it comes first in the order of rows: teams, then inboxes, each by id.
  fileprivate func comesBefore(_ other: ChatwootResource) -> Bool {
    type == other.type ? id < other.id : type == .team
  }
}
