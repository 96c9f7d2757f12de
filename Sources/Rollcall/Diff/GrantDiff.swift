/// The comparison of grants by their keys.
struct GrantDiff: ComparedRows {
  /// Grants that only one of the snapshots has.
  let added = EntrySpool<LoneGrant>()
  let removed = EntrySpool<LoneGrant>()
  /// Inboxes whose grants mean nothing: they became open, or were closed.
  let opened: Set<UInt64>
  let entitlements: EntitlementDiff
  let strangers: Strangers
  let rest: (old: RestRows, new: RestRows)

  private let id = Table.grants.index(of: "grant_id")
  private let person = Table.grants.index(of: "operator_id")
  private let columns = DiffEntitlement.Columns(.grants)

  init(_ entitlements: EntitlementDiff, opened: Set<UInt64>, strangers: Strangers) {
    self.entitlements = entitlements
    self.opened = opened
    self.strangers = strangers
    rest = RestRows.pair(of: .grants, keeping: [columns.type, columns.resourceID, columns.slug, person])
  }

  var table: Table { .grants }

  func see(_ row: Row, _ context: DiffSide.Context, isNew: Bool) {
    guard context.tenant.leftOut.hidesPeople, let person = row[person],
      let entitlement = DiffEntitlement(row, columns)
    else { return }
    strangers.see(
      holder: context.hasher.key(person), isRole: context.tenant.isOwn(entitlement.type),
      isCompared: !context.tenant.leavesOutGrants(of: entitlement))
  }

  func key(of row: Row, _ context: DiffSide.Context) -> UInt64? {
    guard let id = row[id], let entitlement = DiffEntitlement(row, columns),
      !context.tenant.leavesOutGrants(of: entitlement)
    else { return nil }
    return context.hasher.key(id)
  }

  /// Nothing but the key is compared.
  func digest(of row: Row, _ context: DiffSide.Context) -> UInt64 { 0 }

  /// Whether the entitlement lets people read.
  func tag(of row: Row, _ key: UInt64, _ context: DiffSide.Context, isNew: Bool) -> UInt64 {
    let permissions = isNew ? entitlements.newPermissions : entitlements.oldPermissions
    return row[columns.id].flatMap { permissions.place(of: context.hasher.key($0)) } == nil ? 0 : 1
  }

  func add(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    try append(row, context, to: added)
  }

  func remove(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    try append(row, context, to: removed)
  }

  func change(from old: SpooledRow, to new: SpooledRow, _ context: DiffSide.Context) {}

  private func append(
    _ row: SpooledRow, _ context: DiffSide.Context, to entries: EntrySpool<LoneGrant>
  ) throws(RollcallError) {
    guard let type = row[columns.type], let id = row[columns.resourceID], let person = row[person] else { return }
    let place = context.hasher.key(type, id)
    try entries.append(
      LoneGrant(
        tenant: context.index, person: context.hasher.key(person), place: place, offset: row.offset,
        isPermission: row.tag == 1 && !opened.contains(place), isOwn: context.tenant.isOwn(type)))
  }
}

/// A grant that only one of two snapshots has, without its texts.
struct LoneGrant: BitwiseCopyable {
  /// The tenant's index in the manifest.
  let tenant: Int
  /// The hash of the holder's key.
  let person: UInt64
  /// The hash of the resource's key.
  let place: UInt64
  /// Where the rest has the texts.
  let offset: Int
  /// Whether it lets people read, as far as the grant alone tells.
  let isPermission: Bool
  /// Whether it is one of the tenant's own resource.
  let isOwn: Bool
}
