/// The meaning of an entitlement for its holder: the column `purpose`.
enum Purpose: String, Sendable, CaseIterable {
  /// The holder can read conversations, or perhaps can: the purpose of unknown roles.
  case permission
  /// The holder cannot read conversations by it.
  case assignment
}
