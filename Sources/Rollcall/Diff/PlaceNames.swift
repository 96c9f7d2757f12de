/// The names of the places that rows of a diff name where the rows were found without them: 21 bytes for each place, and
/// the names in a spool.
final class PlaceNames {
  private let entries: KeyTable
  private let names = RowSpool(width: 1)
  private let reader: RowSpoolReader

  private let type = Table.resources.index(of: "resource_type")
  private let id = Table.resources.index(of: "resource_id")
  private let name = Table.resources.index(of: "display_name")

  /// Wants the names for all rows, and reads them.
  init(
    _ old: DiffSide, _ new: DiffSide, _ grants: GrantDiff, _ entitlements: EntitlementDiff
  ) throws(RollcallError) {
    let notes = new.tenants.reduce(0) { $0 + ($1?.leftOut.notes.count ?? 0) }
    let rows =
      grants.added.count + grants.removed.count + entitlements.newRows.count + entitlements.removedRows.count
    entries = try KeyTable(
      limit: min(rows, old.rowLimit(of: .resources) + new.rowLimit(of: .resources)) + notes, hasValues: true)
    reader = names.makeReader(windowBytes: 4096)
    for index in new.tenants.indices {
      guard let context = new.context(of: index) else { continue }
      for note in context.tenant.leftOut.notes {
        if let place = note.resource { want(context.hasher.key(place.type, place.id)) }
      }
    }
    for grants in [grants.added, grants.removed] { try grants.forEach { want($0.place) } }
    for (entitlements, side) in [(entitlements.newRows, new), (entitlements.removedRows, old)] {
      for index in entitlements.tenants {
        guard let hasher = side.context(of: index)?.hasher else { continue }
        try entitlements.forEach(of: index) { row in
          let row = DiffRow(row)
          if let type = row.resourceType, let id = row.resourceID { want(hasher.key(type, id)) }
        }
      }
    }
    guard entries.count > 0 else { return }
    for side in [new, old] { try read(side) }
  }

  private func want(_ key: UInt64) { if !entries.isFull { _ = entries.insert(key) } }

  /// The newer name counts, where there is one.
  private func read(_ side: DiffSide) throws(RollcallError) {
    try side.forEachRow(of: .resources) { (row, context) throws(RollcallError) in
      guard let type = row[self.type], let id = row[self.id], let name = row[self.name],
        let place = self.entries.place(of: context.hasher.key(type, id)), self.entries[place] == 0
      else { return }
      self.entries[place] = UInt64(try self.names.append([name], of: 0) + 1)
    }
  }

  /// A place's name, until the next one is looked up; `nil` if there is none.
  func name(of key: UInt64) throws(RollcallError) -> UnsafeRawBufferPointer? {
    guard let place = entries.place(of: key), entries[place] > 0 else { return nil }
    return try reader.row(at: Int(entries[place]) - 1)[0]
  }
}
