/// Whether an operator can sign in and work, as far as the service tells.
package enum OperatorStatus: String, Sendable, CaseIterable {
  case enabled
  /// The seat exists but is not in use yet, or no longer.
  case disabled
  /// The person left, and the service still lists the membership.
  case deleted

  /// The `status_detail` of an invitation that was not accepted yet.
  package static let pending: StaticString = "pending"
}
