/// What it means to hold an entitlement: the column `purpose`.
enum Purpose: String, Sendable, CaseIterable {
  /// It lets people read conversations, or may: so roles that are not known.
  case permission
  /// It does not.
  case assignment
}
