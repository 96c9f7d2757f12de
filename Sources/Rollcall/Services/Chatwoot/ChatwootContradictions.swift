/// The contradictions between Chatwoot's answers, or between them and the token.
extension ChatwootFailures {
  /// The profile belongs to another user than the token.
  var foreignProfile: ServiceFailure {
    var failure = ServiceFailure(
      .service,
      RollcallError(
        .undecodable,
        "the profile is another user's: its `access_token` is not the token that was sent",
        cause: "a cache or proxy in front of Chatwoot answered with the response to another user",
        advice: "exclude /api from that cache, or have it distinguish requests by the header Api-Access-Token"),
      retry: .contradiction)
    failure.attempts = 3
    return failure
  }

  /// A list of agents lacks the token's owner, although Chatwoot shows it only to agents of the account.
  func listWithoutOwner(_ owner: UInt64) -> ServiceFailure {
    var failure = ServiceFailure(
      .tenant,
      RollcallError(
        .undecodable,
        "Chatwoot's list of the account's agents lacks the token's own owner, user \(owner)",
        cause:
          "Chatwoot shows an account's agents only to one another, so the list is incomplete, old, or another account's",
        advice: "run again; if that does not help, exclude /api from the caches in front of Chatwoot"),
      retry: .contradiction)
    failure.attempts = 3
    return failure
  }

  /// The profile and the account's list of agents give the token's owner different roles, even after a second look.
  func otherRole(of owner: UInt64, in account: Tenant) -> RollcallError {
    RollcallError(
      .undecodable,
      "Chatwoot's profile and its list of agents disagree on the token's owner, user \(owner)",
      cause: "one of the two is old or another user's: a cache or proxy in front of Chatwoot may have kept it",
      advice: "exclude /api from that cache, and run again"
    )
    .concerning(account)
  }

  /// Chatwoot does not know the members of a team or inbox that it lists, or may list.
  ///
  /// - Parameter error: the refusal.
  /// - Parameter isListed: whether the second list has it. If not, a second list could not be read.
  func hidden(_ error: RollcallError, isListed: Bool) -> RollcallError {
    var hidden = RollcallError(
      .undecodable, error.message, reason: error.reason,
      cause: isListed
        ? "Chatwoot still lists it, so it was not deleted"
        : "it may have been deleted, but it could not be listed once more",
      advice: "run again; if that does not help, find out whether something in front of Chatwoot answers in its place")
    hidden.tenant = error.tenant
    hidden.request = error.request
    hidden.requestID = error.requestID
    return hidden
  }

  /// The contradictions between lists of members and the account's list of agents; `nil` if there are none.
  func unsettled(_ findings: ChatwootDoubts.Findings) -> RollcallError? {
    func names(_ names: [String]) -> String {
      names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
    }
    let joined = names(findings.joined.map(String.init))
    guard !findings.contradicted.isEmpty else {
      guard !findings.joined.isEmpty else { return nil }
      return RollcallError(
        .undecodable,
        "agents joined while the account was read, whose roles are not in grants: \(joined)",
        cause: "the account's agents are listed first, and the members of its teams and inboxes after them",
        advice: "run again")
    }
    let contradicted = names(findings.contradicted.map { "\($0.id) (\($0.place))" })
    return RollcallError(
      .undecodable,
      "the account's list of agents lacks members of its teams and inboxes, or shows them differently: \(contradicted)"
        + (joined.isEmpty ? "" : "; and agents joined while the account was read: \(joined)"),
      cause: findings.hasSecondListing
        ? "the list was read twice, and one of the lists is incomplete, old, or another account's"
        : "the list could not be read a second time, so it may just have changed",
      advice: "run again; if that does not help, find out whether a cache in front of Chatwoot answers in its place")
  }

  /// The account's list of custom roles lacks some that agents have.
  func customRolesLack(_ ids: [UInt64], hasSecondListing: Bool) -> RollcallError {
    let names = ids.prefix(10).map(String.init).joined(separator: ", ") + (ids.count > 10 ? ", …" : "")
    return RollcallError(
      .undecodable, "the account's list of custom roles lacks some that agents have: \(names)",
      cause: hasSecondListing
        ? "the agents were listed twice and have them, so one of the lists is incomplete, old, or another account's"
        : "the agents could not be listed a second time, so the roles may just have been deleted",
      advice: "run again; if that does not help, find out whether a cache in front of Chatwoot answers in its place")
  }

  /// The failure of a list without an agent. It cannot be complete: an account has at least the administrator who made
  /// it.
  var emptyList: ServiceFailure {
    ServiceFailure(
      .tenant,
      RollcallError(
        .undecodable, "Chatwoot listed no agent at all for the account",
        cause: "the token's owner at least belongs to the account, so the list cannot be complete",
        advice: "look at Settings > Agents in Chatwoot; --allow-empty accepts the list as it is"))
  }
}

extension ChatwootFailures {
  /// A team or inbox with a member who is no user any more: Chatwoot cannot show that member.
  static func orphan(in resource: ChatwootResource) -> FailureMeaning {
    let type = resource.type.rawValue
    let model = resource.type == .team ? "TeamMember" : "InboxMember"
    return FailureMeaning(
      code: .undecodable, message: "Chatwoot does not list the members of \(type) \(resource.id)",
      cause: """
        \(resource.type == .team ? "a" : "an") \(type) with a member whose user was deleted answers 500 until the \
        membership is removed in the console; a Chatwoot that is out of order may do so as well
        """,
      advice: """
        run again; if it stays so, look for such memberships in the Rails console of the installation, with \
        \(model).where(\(type)_id: \(resource.id)).where.not(user_id: User.select(:id)), and remove them there
        """)
  }
}
