import Backpressure

/// The members of an account's teams and inboxes that its list of agents lacks or shows differently.
///
/// Since the list was read, a person may have joined, become an administrator, or changed the address. So it is read
/// once more. Also, Chatwoot removes people from teams some time after it removed them from the account, and sometimes
/// never: they are members without a role. Everything else is a contradiction.
final class ChatwootDoubts: Sendable {
  /// The most doubtful people in a list, and in all lists of an account: all of them are held in memory.
  private static let maximumCount = 10_000

  /// A list's statement about a person.
  private struct Claim: Hashable {
    let id: UInt64
    let role: String?
    let email: String?
    let type: ChatwootResource.Kind
  }

  private struct State {
    /// The agent, and the first team or inbox that made the claim.
    var claims: [Claim: (agent: ChatwootAgent, place: ChatwootResource)] = [:]
    var held = HeldText()
  }

  private let state = Lock(State())
  private let roster: ChatwootRoster

  /// - Parameter roster: the first list of the account's agents.
  init(about roster: ChatwootRoster) { self.roster = roster }

  /// - Throws: `DecodeError` if a list has no room for one more.
  static func checkCount(_ count: Int) throws(DecodeError) {
    guard count < maximumCount else {
      throw DecodeError("the list has more than \(maximumCount) members who are no agents of the account")
    }
  }

  /// Adds the doubtful members of a list.
  ///
  /// - Throws: `DecodeError` if the account has too many.
  func add(_ agents: some Collection<ChatwootAgent>, in resource: ChatwootResource) throws {
    guard !agents.isEmpty else { return }
    try state.withLock { state in
      for agent in agents {
        let claim = Claim(id: agent.id, role: agent.role, email: agent.email, type: resource.type)
        if let known = state.claims[claim] {
          // The order of the lists decides, not that of their answers, so that the rows do not depend on the latter.
          if resource.comesBefore(known.place) { state.claims[claim] = (agent, resource) }
          continue
        }
        try Self.checkCount(state.claims.count)
        try state.held.add(agent.textCount)
        state.claims[claim] = (agent, resource)
      }
    }
  }

  /// Whether the account's agents have to be listed a second time.
  var needSecondListing: Bool {
    state.withLock { $0.claims.keys.contains { isExplained($0, by: nil) == false } }
  }

  /// Whether a claim is not a contradiction; `nil` if it shows that a person joined.
  ///
  /// - Parameter later: the second list of the account's agents, if there is one.
  private func isExplained(_ claim: Claim, by later: ChatwootRoster?) -> Bool? {
    let index = later?.index(of: claim.id)
    if roster.contains(claim.id) {
      // If the change came later, or the person has left, the first list was right in its time.
      guard let later else { return false }
      guard let index else { return true }
      return (claim.role.map { later.role(at: index) == $0 } ?? true)
        && (claim.email.map { email in
          var email = email
          return email.withUTF8 { later.hasEmail($0, at: index) }
        } ?? true)
    }
    if index != nil { return nil }
    // Members of inboxes are agents: Chatwoot does not show others.
    return claim.role == nil && claim.type == .team
  }

  /// Settles all doubts.
  ///
  /// - Parameter later: the second list of the account's agents, if there is one.
  func settle(by later: ChatwootRoster?, in account: Tenant) throws -> Findings {
    let claims = state.withLock { state in
      state.claims.sorted { one, other in
        if one.key.id != other.key.id { return one.key.id < other.key.id }
        // A person with a role in one list and none in another is shown with the role.
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

  /// The results of the doubts.
  struct Findings: Sendable {
    /// The members who are not in the first list of agents.
    var strangers: ChatwootRoster
    /// The strangers who have left the account.
    var removed: Set<UInt64> = []
    /// The strangers who joined after the first list.
    var joined: [UInt64] = []
    /// The people about whom two lists contradict each other, and the place.
    var contradicted: [(id: UInt64, place: String)] = []
    /// Whether the account's agents could be listed once more.
    var hasSecondListing = false
  }
}

extension ChatwootResource {
  /// Whether the resource is the earlier one in the order of rows: teams, then inboxes, each by id.
  fileprivate func comesBefore(_ other: ChatwootResource) -> Bool {
    type == other.type ? id < other.id : type == .team
  }
}
