/// The comparison of places.
final class ResourceDiff: ComparedRows {
  /// Rows of places that the newer snapshot has, and of those that only the older one has.
  let newRows = RowSpool.changes()
  let removedRows = RowSpool.changes()
  let rest = RestRows.pair(of: .resources)
  /// Inboxes that became open to everyone on their tenant, or were closed.
  private(set) var opened: Set<UInt64> = []

  private let type = Table.resources.index(of: "resource_type")
  private let id = Table.resources.index(of: "resource_id")
  private let name = Table.resources.index(of: "display_name")
  private let attributes = Table.resources.index(of: "attributes")
  private let compared = ["display_name", "parent_resource_type", "parent_resource_id", "attributes"]
    .map { Table.resources.index(of: $0) }
  private let names = Table.resources.columns.map(\.name)
  private var parser = JSONParser()

  var table: Table { .resources }

  func key(of row: Row, _ context: DiffSide.Context) -> UInt64? {
    guard let type = row[type], let id = row[id], !context.tenant.leavesOut(type: type) else { return nil }
    return context.hasher.key(type, id)
  }

  func digest(of row: Row, _ context: DiffSide.Context) -> UInt64 { row.digest(of: compared) }

  func add(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    try newRows.append(place(row, .added), of: context.index)
  }

  func remove(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    try removedRows.append(place(row, .removed), of: context.index)
  }

  private func place(_ row: SpooledRow, _ change: DiffChange) -> DiffRow {
    var place = DiffRow(.resource, change)
    place.resourceType = row[type]
    place.resourceID = row[id]
    place.resourceName = row[name]
    return place
  }

  func change(from old: SpooledRow, to new: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    for column in old.differing(from: new, in: compared) {
      var change = place(new, .changed)
      change.resourceName = new[name] ?? old[name]
      change.old = old[column]
      change.new = new[column]
      if column == attributes, let effect = effect(old, new, context.tenant) {
        change.effect = effect
        opened.insert(new.tag)
      }
      try newRows.append(change, about: names[column], of: context.index)
    }
  }

  private func effect(_ old: SpooledRow, _ new: SpooledRow, _ tenant: ComparedTenant) -> DiffEffect? {
    guard tenant.hasOpenInboxes, new[type]?.elementsEqual("inbox".utf8) ?? false else { return nil }
    let wasOpen = parser.attribute("open", of: old[attributes]) == "true"
    let isOpen = parser.attribute("open", of: new[attributes]) == "true"
    return wasOpen == isOpen ? nil : isOpen ? .letIn : .letOut
  }
}
