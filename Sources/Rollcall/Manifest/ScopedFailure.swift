/// A failure, and how much fails with it.
package struct ScopedFailure: Error, Sendable, Equatable {
  /// The extent of a failure.
  package enum Scope: Sendable {
    /// One tenant fails; the others continue.
    case tenant
    /// The service fails: none of its other tenants could succeed.
    case service
    /// The whole run fails.
    case run
  }

  package let scope: Scope
  package let error: RollcallError

  package init(_ scope: Scope, _ error: RollcallError) {
    self.scope = scope
    self.error = error
  }

  /// Whether a later run may fare better: the service answers again, takes the token, or is let through by the
  /// front end.
  var mayPass: Bool { error.code == .unavailable || closesService }

  /// Whether the service or its front end turns everything away, for example the token.
  var closesService: Bool { scope == .service && (error.code == .refused || error.code == .configuration) }
}
