/// The names, addresses and rights of people who hold grants that only one of two snapshots has.
///
/// A holder has 21 bytes in memory, and the texts in a spool. Rights come from the role and the status: grants of roles
/// follow from them.
final class HolderBook {
  private let entries: KeyTable
  private let texts = RowSpool(width: 4)
  private let reader: RowSpoolReader
  private let entitlements: EntitlementDiff

  private let id = Table.operators.index(of: "operator_id")
  private let email = Table.operators.index(of: "email")
  private let name = Table.operators.index(of: "display_name")
  private let role = Table.operators.index(of: "role")
  private let status = Table.operators.index(of: "status")

  /// What a person holds in a snapshot, in two bits.
  private enum Right {
    static let readsTenant: UInt64 = 1
    static let leads: UInt64 = 2
  }

  /// Wants the holders of grants.
  init(
    _ added: RowSpool, of new: DiffSide, _ removed: RowSpool, of old: DiffSide, _ entitlements: EntitlementDiff
  ) throws(RollcallError) {
    let rows = old.rowLimit(of: .operators) + new.rowLimit(of: .operators)
    entries = try KeyTable(limit: min(added.count + removed.count, rows), hasValues: true)
    reader = texts.makeReader(windowBytes: 4096)
    self.entitlements = entitlements
    for (spool, side) in [(added, new), (removed, old)] {
      for index in spool.tenants {
        guard let hasher = side.context(of: index)?.hasher else { continue }
        try spool.forEach(of: index) { row in
          // Only a damaged snapshot has more holders than operators.
          guard let grant = LoneGrant(row), !entries.isFull else { return }
          _ = entries.insert(hasher.key(grant.person))
        }
      }
    }
  }

  /// Takes notice of an operator.
  func see(_ row: Row, _ context: DiffSide.Context, isNew: Bool) throws(RollcallError) {
    guard entries.count > 0, let id = row[id], let place = entries.place(of: context.hasher.key(id)) else { return }
    var fields = [UnsafeRawBufferPointer?](repeating: nil, count: 4)
    let value = entries[place]
    if value >> 4 > 0 {
      let known = try reader.row(at: Int(value >> 4) - 1)
      for index in fields.indices { fields[index] = known[index] }
    }
    fields[isNew ? 0 : 2] = row[email]
    fields[isNew ? 1 : 3] = row[name]
    let start = try texts.append(fields, of: 0)
    entries[place] = UInt64(start + 1) << 4 | value & 15 | rights(of: row, context, isNew: isNew) << (isNew ? 0 : 2)
  }

  private func rights(of row: Row, _ context: DiffSide.Context, isNew: Bool) -> UInt64 {
    guard let role = row[role], let status = row[status],
      status.elementsEqual(OperatorStatus.enabled.rawValue.utf8)
        || context.tenant.pendingHoldsGrants && status.elementsEqual(OperatorStatus.disabled.rawValue.utf8)
    else { return 0 }
    let permissions = isNew ? entitlements.newPermissions : entitlements.oldPermissions
    let entitlement = context.tenant.ownEntitlement(role, in: row)
    let readsTenant = entitlement.withUnsafeBytes { permissions.place(of: context.hasher.key($0)) != nil }
    return (readsTenant ? Right.readsTenant : 0) | (context.tenant.isLeading(role) ? Right.leads : 0)
  }

  /// The row of a grant, with its holder's name and what it means. The values are valid until the next one.
  func row(
    of grant: LoneGrant, _ change: DiffChange, _ context: DiffSide.Context
  ) throws(RollcallError) -> DiffRow {
    var row = DiffRow(.grant, change)
    row.resourceType = grant.type
    row.resourceID = grant.resourceID
    row.slug = grant.slug
    row.operatorID = grant.person
    var rights: UInt64 = 0
    if let place = entries.place(of: context.hasher.key(grant.person)), entries[place] > 0 {
      let known = try reader.row(at: Int(entries[place] >> 4) - 1)
      row.operatorEmail = known[0] ?? known[2]
      row.displayName = known[1] ?? known[3]
      // Those of the snapshot that does not have the grant.
      rights = entries[place] >> (change == .added ? 2 : 0) & 3
    }
    let otherWay = context.tenant.isOwn(grant.type) ? Right.readsTenant : Right.leads
    if grant.isPermission, rights & otherWay == 0 { row.effect = change == .added ? .letIn : .letOut }
    return row
  }
}

extension ComparedTenant {
  /// The id of the entitlement that a role of the tenant is.
  fileprivate func ownEntitlement(_ role: UnsafeRawBufferPointer, in row: Row) -> [UInt8] {
    var id = ownType + [UInt8(ascii: ":")]
    if let tenant = row[Table.tenantColumns.id] { id.append(contentsOf: tenant) }
    id.append(UInt8(ascii: ":"))
    id.append(contentsOf: role)
    return id
  }
}
