/// The rows of a diff as they wait for the rows of earlier tenants.
extension RowSpool {
  /// A spool for rows of a diff.
  static func changes() -> RowSpool { RowSpool(width: 11) }

  /// Appends a row of a diff.
  func append(_ row: DiffRow, of tenant: Int) throws(RollcallError) {
    let effect = row.effect.flatMap { Self.effects.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    let tag = Self.kinds.firstIndex(of: row.kind)! | Self.differences.firstIndex(of: row.change)! << 8 | effect << 16
    try append(
      [
        row.operatorID, row.operatorEmail, row.displayName, row.resourceType, row.resourceID, row.resourceName, row.slug,
        row.column, row.old, row.new, row.note,
      ], tag: UInt64(tag), of: tenant)
  }

  /// Appends a row of a diff about a column.
  func append(_ row: DiffRow, about column: String, of tenant: Int) throws(RollcallError) {
    let name = Array(column.utf8)
    try name.span.withUnsafeBytes { (bytes) throws(RollcallError) in
      var row = row
      row.column = bytes
      try append(row, of: tenant)
    }
  }

  fileprivate static let kinds = DiffKind.allCases
  fileprivate static let differences = DiffChange.allCases
  fileprivate static let effects = DiffEffect.allCases
}

extension DiffRow {
  /// Reads a row that was appended to a spool.
  init(_ spooled: SpooledRow) {
    let tag = Int(spooled.tag)
    self.init(
      RowSpool.kinds[tag & 0xff], RowSpool.differences[tag >> 8 & 0xff],
      tag >> 16 == 0 ? nil : RowSpool.effects[tag >> 16 - 1])
    operatorID = spooled[0]
    operatorEmail = spooled[1]
    displayName = spooled[2]
    resourceType = spooled[3]
    resourceID = spooled[4]
    resourceName = spooled[5]
    slug = spooled[6]
    column = spooled[7]
    old = spooled[8]
    new = spooled[9]
    note = spooled[10]
  }
}
