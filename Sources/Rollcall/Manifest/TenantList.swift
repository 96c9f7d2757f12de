/// The tenants of a service that a run is about, in the order of their rows.
///
/// It is made once, when the run begins, and stands however often the run is interrupted: a tenant that went away is
/// failed by name, and one that came is another run's.
package struct TenantList: Sendable, Codable, Equatable {
  /// The service's name.
  var service: String
  /// For whom the token speaks that made the list, as the service names it; `nil` where the tenants were named.
  var owner: String?
  /// The tenants' ids.
  var tenants: [String]
  /// What of the list could not be had, or stayed doubtful.
  var missing: [MissingPart] = []

  /// Checks that the token is of the one who made the list.
  ///
  /// - Parameters:
  ///   - owner: for whom the token speaks now.
  ///   - failure: why that is not known, if it is not.
  ///   - kind: what owners of tokens are, as in “user”.
  /// - Throws: `RollcallError` if it is not, or nobody can say so.
  func check(_ owner: String?, _ failure: RollcallError?, _ kind: String, of service: String) throws(RollcallError) {
    guard let made = self.owner, owner != made else { return }
    guard let owner else {
      throw failure
        ?? RollcallError(
          .undecodable, "\(service) did not say whose token it is, and the interrupted run had one of \(kind) \(made)",
          advice: "run again with --resume")
    }
    throw RollcallError(
      .configuration, "the \(service) token is of \(kind) \(owner), and the interrupted run had one of \(kind) \(made)",
      cause: "the token decides which tenants there are, so that another one would make another snapshot",
      advice: "use a token of \(kind) \(made), or begin anew with --discard-partial")
  }
}
