/// What differs between two snapshots.
///
/// Rows come tenant by tenant: those of the newer snapshot in its order, then those that only the older one lists. Of a
/// tenant, they come kind by kind; of a kind, first those that the newer snapshot has, in its order, then the others.
public final class SnapshotChanges {
  /// The older snapshot.
  public let old: SnapshotReader
  /// The newer snapshot.
  public let new: SnapshotReader
  /// The tenants of both.
  public let tenants: [DiffTenant]
  /// Whether presence, last activity and pictures were compared as well.
  public let comparesAllColumns: Bool
  /// The number of tenants that were compared.
  public var comparedCount: Int { tenants.count { $0.standing == .compared } }
  /// Whether there is a difference, and not only tenants and parts that were not compared.
  public let isDifferent: Bool

  /// The rows kind by kind: of those that the newer snapshot has, and of those that only the older one has.
  private let rows: [(new: any ChangedRows, removed: any ChangedRows)]
  private let places: PlaceNames

  init(
    old: SnapshotReader, new: SnapshotReader, tenants: [DiffTenant], comparesAllColumns: Bool,
    rows: [(new: any ChangedRows, removed: any ChangedRows)], places: PlaceNames
  ) throws(RollcallError) {
    self.old = old
    self.new = new
    self.tenants = tenants
    self.comparesAllColumns = comparesAllColumns
    self.rows = rows
    self.places = places
    var isDifferent = tenants.contains { $0.standing == .added || $0.standing == .removed }
    for (new, removed) in rows {
      for rows in [new, removed] where !isDifferent { isDifferent = try rows.isDifferent() }
    }
    self.isDifferent = isDifferent
  }

  /// Lends every row of `Schema.diff`.
  public func forEachRow(
    _ body: (DiffTenant, DiffRow) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    for tenant in tenants {
      try forEachRow(of: tenant) { (row) throws(RollcallError) in if row.isOfContract { try body(tenant, row) } }
    }
  }

  /// Lends every row of a tenant, and those that are for texts alone.
  func forEachRow(
    of tenant: DiffTenant, _ body: (DiffRow) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    switch tenant.standing {
    case .added: return try body(DiffRow(.tenant, .added))
    case .removed: return try body(DiffRow(.tenant, .removed))
    case .failed(let why):
      return try Self.lending(why) { (why) throws(RollcallError) in
        var row = DiffRow(.tenant, .notCompared)
        row.new = why
        try body(row)
      }
    case .compared: break
    }
    let hasher = Hasher(keysOf: tenant.tenant)
    for note in tenant.compared?.leftOut.notes ?? [] { try lend(note, hasher, body) }
    for (new, removed) in rows {
      try lend(new, of: tenant.newIndex, hasher, body)
      try lend(removed, of: tenant.oldIndex, hasher, body)
    }
  }

  private func lend(
    _ rows: any ChangedRows, of tenant: Int?, _ hasher: Hasher, _ body: (DiffRow) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    try rows.forEachChange(of: tenant) { (row) throws(RollcallError) in
      var row = row
      if row.kind == .entitlement, let type = row.resourceType, let id = row.resourceID {
        row.resourceName = try self.places.name(of: hasher.key(type, id))
      }
      try body(row)
    }
  }

  private func lend(
    _ note: LeftOut.Note, _ hasher: Hasher, _ body: (DiffRow) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    try Self.lending(note.why) { (why) throws(RollcallError) in
      var row = DiffRow(.resource, .notCompared)
      row.new = why
      guard let place = note.resource else { return try body(row) }
      row.resourceName = try self.places.name(of: hasher.key(place.type, place.id))
      try Self.lending(place.type) { (type) throws(RollcallError) in
        try Self.lending(place.id) { (id) throws(RollcallError) in
          row.resourceType = type
          row.resourceID = id
          try body(row)
        }
      }
    }
  }

  private static func lending(
    _ text: String, _ body: (UnsafeRawBufferPointer) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    try Array(text.utf8).span.withUnsafeBytes { (bytes) throws(RollcallError) in try body(bytes) }
  }
}

/// Rows of one kind that wait until the rows of earlier tenants and kinds are told.
protocol ChangedRows {
  /// Lends the rows of a tenant, in order.
  func forEachChange(of tenant: Int?, _ body: (DiffRow) throws(RollcallError) -> Void) throws(RollcallError)
  /// Whether a row says that something is different.
  func isDifferent() throws(RollcallError) -> Bool
}
