/// The comparison of grants by their keys.
struct GrantDiff: ComparedRows {
  /// Grants that only one of the snapshots has.
  let added = RowSpool(width: LoneGrant.width)
  let removed = RowSpool(width: LoneGrant.width)
  /// Inboxes whose grants mean nothing: they became open, or were closed.
  let opened: Set<UInt64>
  let entitlements: EntitlementDiff
  let strangers: Strangers
  let kept: [Int]

  private let id = Table.grants.index(of: "grant_id")
  private let person = Table.grants.index(of: "operator_id")
  private let columns = DiffEntitlement.Columns(.grants)

  init(_ entitlements: EntitlementDiff, opened: Set<UInt64>, strangers: Strangers) {
    self.entitlements = entitlements
    self.opened = opened
    self.strangers = strangers
    kept = [columns.type, columns.resourceID, columns.slug, person, columns.id]
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
  func digest(of row: some RowTexts, _ context: DiffSide.Context) -> UInt64 { 0 }

  func add(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    try append(row, context, entitlements.newPermissions, to: added)
  }

  func remove(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    try append(row, context, entitlements.oldPermissions, to: removed)
  }

  func change(from old: SpooledRow, to new: SpooledRow, _ context: DiffSide.Context) {}

  private func append(
    _ row: SpooledRow, _ context: DiffSide.Context, _ permissions: KeyTable, to spool: RowSpool
  ) throws(RollcallError) {
    guard let type = row[0], let resource = row[1], let id = row[4] else { return }
    let isPermission =
      permissions.place(of: context.hasher.key(id)) != nil
      && (opened.isEmpty || !opened.contains(context.hasher.key(type, resource)))
    try spool.append([type, resource, row[2], row[3]], tag: isPermission ? 1 : 0, of: context.index)
  }
}

/// A grant that only one of two snapshots has, as it waits for the name of its holder.
struct LoneGrant {
  let type, resourceID, slug, person: UnsafeRawBufferPointer
  /// Whether it lets people read, as far as the grant alone tells.
  let isPermission: Bool

  static let width = 4

  init?(_ row: SpooledRow) {
    guard let type = row[0], let resourceID = row[1], let slug = row[2], let person = row[3] else { return nil }
    self.type = type
    self.resourceID = resourceID
    self.slug = slug
    self.person = person
    isPermission = row.tag == 1
  }
}
