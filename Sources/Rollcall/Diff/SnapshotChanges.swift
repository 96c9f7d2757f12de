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

  private let operators: OperatorDiff
  private let resources: ResourceDiff
  private let entitlements: EntitlementDiff
  private let grants: GrantDiff
  private let names: DiffNames

  init(
    old: SnapshotReader, new: SnapshotReader, tenants: [DiffTenant], comparesAllColumns: Bool, operators: OperatorDiff,
    resources: ResourceDiff, entitlements: EntitlementDiff, grants: GrantDiff, names: DiffNames
  ) throws(RollcallError) {
    self.old = old
    self.new = new
    self.tenants = tenants
    self.comparesAllColumns = comparesAllColumns
    self.operators = operators
    self.resources = resources
    self.entitlements = entitlements
    self.grants = grants
    self.names = names
    var differs =
      tenants.contains { $0.standing == .added || $0.standing == .removed }
      || [operators.newRows, operators.removedRows, resources.newRows, resources.removedRows, grants.added.rows]
        .contains { $0.count > 0 } || grants.removed.rows.count > 0
    if !differs {
      // Custom roles that come and go are no rows.
      let spool = entitlements.newRows
      try spool.forEach(in: spool.all) { (row, _) in differs = differs || DiffRow(row).isDifference }
    }
    isDifferent = differs
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
    try lend(operators.newRows, tenant.newIndex, body)
    try lend(operators.removedRows, tenant.oldIndex, body)
    try lend(resources.newRows, tenant.newIndex, body)
    try lend(resources.removedRows, tenant.oldIndex, body)
    for (spool, index) in [(entitlements.newRows, tenant.newIndex), (entitlements.removedRows, tenant.oldIndex)] {
      try lend(spool, index) { (row) throws(RollcallError) in
        var row = row
        if let type = row.resourceType, let id = row.resourceID {
          row.resourceName = try self.names.places.name(of: hasher.key(type, id))
        }
        try body(row)
      }
    }
    try lend(grants.added, tenant, hasher, .added, body)
    try lend(grants.removed, tenant, hasher, .removed, body)
  }

  private func lend(
    _ spool: RowSpool, _ tenant: Int?, _ body: (DiffRow) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    try spool.forEach(in: spool.segment(of: tenant)) { (row, _) throws(RollcallError) in try body(DiffRow(row)) }
  }

  private func lend(
    _ note: LeftOut.Note, _ hasher: Hasher, _ body: (DiffRow) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    try Self.lending(note.why) { (why) throws(RollcallError) in
      var row = DiffRow(.resource, .notCompared)
      row.new = why
      guard let place = note.resource else { return try body(row) }
      row.resourceName = try self.names.places.name(of: hasher.key(place.type, place.id))
      try Self.lending(place.type) { (type) throws(RollcallError) in
        try Self.lending(place.id) { (id) throws(RollcallError) in
          row.resourceType = type
          row.resourceID = id
          try body(row)
        }
      }
    }
  }

  private func lend(
    _ grants: LoneGrants, _ tenant: DiffTenant, _ hasher: Hasher, _ change: DiffChange,
    _ body: (DiffRow) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    let isAdded = change == .added
    let segment = grants.rows.segment(of: isAdded ? tenant.newIndex : tenant.oldIndex)
    try grants.rows.forEach(in: segment) { (spooled, number) throws(RollcallError) in
        var row = DiffRow(.grant, change)
        row.resourceType = spooled[LoneGrants.type]
        row.resourceID = spooled[LoneGrants.id]
        row.slug = spooled[LoneGrants.slug]
        row.operatorID = spooled[LoneGrants.person]
        row.operatorEmail = spooled[LoneGrants.email]
        guard let type = row.resourceType, let id = row.resourceID, let person = row.operatorID else { return }
        let key = hasher.key(person)
        row.displayName = try self.names.people.name(of: key)
        row.resourceName = try self.names.places.name(of: hasher.key(type, id))
        // The leading role reads the places of a tenant, too.
        let hadRole = !(tenant.compared?.isOwn(type) ?? true) && self.names.people.isLeading(key, isNew: !isAdded)
        if grants.isOnlyWay(spooled, number), !hadRole { row.effect = isAdded ? .letIn : .letOut }
        try body(row)
      }
  }

  private static func lending(
    _ text: String, _ body: (UnsafeRawBufferPointer) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    try Array(text.utf8).span.withUnsafeBytes { (bytes) throws(RollcallError) in try body(bytes) }
  }
}
