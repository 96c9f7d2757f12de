/// The places of the columns of an operator.
struct OperatorColumns: Sendable {
  static let shared = OperatorColumns()

  let id = Table.operators.index(of: "operator_id")
  let email = Table.operators.index(of: "email")
  let displayName = Table.operators.index(of: "display_name")
  let firstName = Table.operators.index(of: "first_name")
  let lastName = Table.operators.index(of: "last_name")
  let title = Table.operators.index(of: "title")
  let role = Table.operators.index(of: "role")
  let status = Table.operators.index(of: "status")
  let statusDetail = Table.operators.index(of: "status_detail")
  let twoFactor = Table.operators.index(of: "two_factor_enabled")
  let lastActive = Table.operators.index(of: "last_active_at")
}

extension Row {
  /// The bytes of a value; `nil` also for a text in which nothing can be seen, which importers take for none.
  func visible(_ column: Int) -> UnsafeRawBufferPointer? {
    guard let value = self[column] else { return nil }
    if value.contains(where: { (0x21...0x7e).contains($0) }) { return value }
    let scalars = String(decoding: value, as: UTF8.self).unicodeScalars
    return scalars.contains { $0.isHarmless && !$0.properties.isWhitespace } ? value : nil
  }

  /// Whether the operator of the row is enabled.
  var isEnabledOperator: Bool {
    self[OperatorColumns.shared.status]?.elementsEqual(OperatorStatus.enabled.rawValue.utf8) ?? false
  }

  /// What the operator of the row is called: the name, else the address, else the id.
  var operatorName: UnsafeRawBufferPointer? {
    let columns = OperatorColumns.shared
    return visible(columns.displayName) ?? visible(columns.email) ?? self[columns.id]
  }
}
