/// The status of an operator, as far as the service tells: whether the person can sign in and work.
package enum OperatorStatus: String, Sendable, CaseIterable {
  case enabled
  /// The seat exists but is not in use yet, or no longer.
  case disabled
  /// The person left, and the service still lists the membership.
  case deleted

  /// The `status_detail` of an invitation that has not been accepted.
  package static let pending: StaticString = "pending"
}
