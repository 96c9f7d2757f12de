/// The rows of a diff as they wait for the rows of earlier tenants.
extension RowSpool: ChangedRows {
  func forEachChange(of tenant: Int?, _ body: (DiffRow) throws(RollcallError) -> Void) throws(RollcallError) {
    try forEach(of: tenant) { (row) throws(RollcallError) in try body(DiffRow(row)) }
  }

  func isDifferent() throws(RollcallError) -> Bool {
    // Custom roles that come and go are no differences, and few.
    for tenant in tenants where try contains(of: tenant, where: { DiffRow($0).isDifference }) { return true }
    return false
  }

  /// A spool for rows of a diff.
  static func changes() -> RowSpool { RowSpool(width: 11) }

  /// Appends a row of a diff.
  func append(_ row: DiffRow, of tenant: Int) throws(RollcallError) {
    let effect = row.effect.flatMap { Self.effects.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    let tag = Self.kinds.firstIndex(of: row.kind)! | Self.differences.firstIndex(of: row.change)! << 8 | effect << 16
    try append(row, tag: UInt64(tag), of: tenant)
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

extension DiffRow: RowTexts {
  /// The texts in the order in which they are spooled.
  subscript(index: Int) -> UnsafeRawBufferPointer? {
    switch index {
    case 0: operatorID
    case 1: operatorEmail
    case 2: displayName
    case 3: resourceType
    case 4: resourceID
    case 5: resourceName
    case 6: slug
    case 7: column
    case 8: old
    case 9: new
    default: note
    }
  }

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
