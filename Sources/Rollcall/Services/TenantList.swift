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
  /// - Throws: `ExportError` if it is not, or nobody can say so.
  func check(_ owner: String?, _ failure: ExportError?, _ kind: String, of service: String) throws(ExportError) {
    guard let made = self.owner, owner != made else { return }
    guard let owner else {
      throw failure
        ?? ExportError(
          .undecodable, "\(service) did not say whose token it is, and the interrupted run had one of \(kind) \(made)",
          advice: "run again with --resume")
    }
    throw ExportError(
      .configuration, "the \(service) token is of \(kind) \(owner), and the interrupted run had one of \(kind) \(made)",
      cause: "the token decides which tenants there are, so that another one would make another snapshot",
      advice: "use a token of \(kind) \(made), or begin anew with --discard-partial")
  }
}

/// What a service is going to be asked in a run: about which tenants, and what.
package protocol ServicePlan: Sendable {
  /// The tenants.
  var list: TenantList { get }
  /// Why parts of the list are missing, if it was made just now.
  var losses: [ListLoss] { get }

  /// Submits the steps of a snapshot, tenant by tenant, in the order of the list.
  ///
  /// `submit` suspends while enough requests are under way.
  ///
  /// - Parameters:
  ///   - finished: tenants that nothing is asked about, because an interrupted run has read them, and what became of
  ///     them.
  ///   - ask: sends a request of which no row is kept, and returns why it failed for good, if it did.
  /// - Returns: what the manifest says about where the rows come from.
  func run(
    _ tables: Set<Table>, skipping finished: [Tenant: TenantReport.Status], asking ask: @escaping Ask,
    submit: (PlanStep) async throws -> Void
  ) async throws -> SourceDescription
}

/// A part of a list of tenants that could not be had, or stayed doubtful.
package struct ListLoss: Sendable {
  let part: String
  let error: ExportError
}
