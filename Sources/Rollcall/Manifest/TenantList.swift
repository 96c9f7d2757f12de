/// The tenants of a service in a run, in the order of their rows.
///
/// It is made once, when the run begins, and remains the same however often the run is interrupted: a tenant that went
/// away is failed by name, and a new one belongs to another run.
package struct TenantList: Sendable, Codable, Equatable {
  /// The service's name.
  var service: String
  /// The service's version when the list was made; `nil` if it did not tell one.
  var serviceVersion: String?
  /// The owner of the token that made the list, as the service names it; `nil` if the tenants were named.
  var owner: String?
  /// The tenants' ids.
  var tenants: [String]
  /// The parts of the list that are missing or doubtful.
  var missing: [MissingPart] = []
  /// Where the list comes from.
  var origin = Origin.run

  /// The origin of a list.
  enum Origin: String, Sendable, Codable {
    /// The service told it to this run, or to the run that this one resumes.
    case run
    /// A snapshot that is repaired. It is never asked for again.
    case snapshot
    /// A plan. It is never asked for again.
    case plan
  }

  /// Checks that the token belongs to the owner who made the list.
  ///
  /// - Parameters:
  ///   - owner: the owner of the present token.
  ///   - failure: the reason why the owner is unknown, if it is.
  ///   - kind: the word for an owner, as in “user”.
  /// - Throws: `RollcallError` if the owner is another one or unknown.
  func check(_ owner: String?, _ failure: RollcallError?, _ kind: String, of service: String) throws(RollcallError) {
    guard let made = self.owner, owner != made else { return }
    guard let owner else {
      throw failure
        ?? RollcallError(
          .undecodable, "\(service) did not say whose token it is, and \(origin.reader) had one of \(kind) \(made)",
          advice: "run again\(origin == .run ? " with --resume" : "")")
    }
    throw RollcallError(
      .configuration, "the \(service) token is of \(kind) \(owner), and \(origin.reader) had one of \(kind) \(made)",
      cause: "the token decides which tenants there are, so that another one would make another snapshot",
      advice: "use a token of \(kind) \(made), or \(origin.wayToBeginAnew)")
  }
}

extension TenantList.Origin {
  /// The run that read by the rules of its time, in a sentence.
  var reader: String {
    switch self {
    case .run: "the interrupted run"
    case .snapshot: "the run of the snapshot to repair"
    case .plan: "the run that made the plan"
    }
  }

  /// What to do if the tenants have to be listed again, in a sentence.
  var wayToBeginAnew: String {
    switch self {
    case .run: "begin anew with --discard-partial"
    case .snapshot: "export again"
    case .plan: "make another plan, for all shards"
    }
  }
}
