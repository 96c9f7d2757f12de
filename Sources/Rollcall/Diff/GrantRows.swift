/// The rows of grants that only one of two snapshots has. They are made when they are read, from the texts of the grants,
/// of their holders, and of their places.
final class GrantRows: ChangedRows {
  private let change: DiffChange
  private let side: DiffSide
  private let columns = DiffEntitlement.Columns(.grants)
  private let person = Table.grants.index(of: "operator_id")
  private let texts: RowSpoolReader
  private let holders: HolderTexts
  private let places: PlaceNames
  private let customRoles: CustomRoleNames

  private let entries = EntrySpool<Entry>()
  /// The entries of each tenant.
  private var ranges: [Int: Range<Int>] = [:]

  /// What a row is made of.
  private struct Entry: BitwiseCopyable {
    /// Where the texts of the grant begin.
    let offset: Int
    let holder: HolderTexts.Place
    /// The hash of the resource's key.
    let place: UInt64
    /// Whether it changes who can read.
    let hasEffect: Bool
  }

  /// Notes the rows of grants that were added, or of those that were removed, once their holders' rights are known.
  init(
    _ change: DiffChange, _ grants: GrantDiff, _ side: DiffSide, _ holders: HolderBook, _ places: PlaceNames
  ) throws(RollcallError) {
    self.change = change
    self.side = side
    texts = (change == .added ? grants.rest.new : grants.rest.old).makeReader()
    self.holders = holders.texts
    self.places = places
    customRoles = grants.entitlements.customRoles
    let lone = change == .added ? grants.added : grants.removed
    try lone.forEach(announcing: holders.touch) { (grant) throws(RollcallError) in
      let holder = holders.holder(of: grant, change)
      let start = entries.count
      try entries.append(
        Entry(offset: grant.offset, holder: holder.place, place: grant.place, hasEffect: holder.hasEffect))
      ranges[grant.tenant] = (ranges[grant.tenant]?.lowerBound ?? start)..<start + 1
    }
  }

  func isDifferent() -> Bool { entries.count > 0 }

  func forEachChange(of tenant: Int?, _ body: (DiffRow) throws(RollcallError) -> Void) throws(RollcallError) {
    guard let tenant, let range = ranges[tenant], let context = side.context(of: tenant) else { return }
    try entries.forEach(in: range) { (entry) throws(RollcallError) in
      let grant = try texts.row(at: entry.offset)
      var row = DiffRow(.grant, change, entry.hasEffect ? (change == .added ? .letIn : .letOut) : nil)
      row.resourceType = grant[columns.type]
      row.resourceID = grant[columns.resourceID]
      row.resourceName = try places.name(of: entry.place)
      row.slug = grant[columns.slug]
      row.operatorID = grant[person]
      let holder = try holders.texts(at: entry.holder)
      row.operatorEmail = holder[0]
      row.displayName = holder[1]
      try customRoles.name(of: row, context).span
        .withUnsafeBytes { (name) throws(RollcallError) in
          if !name.isEmpty { row.note = name }
          try body(row)
        }
    }
  }
}

/// The names of custom roles, for texts. There are few.
final class CustomRoleNames {
  private var names: [UInt64: [UInt8]] = [:]

  private static let limit = 100_000

  /// Takes a name; those of the newer snapshot count.
  func take(_ name: UnsafeRawBufferPointer?, of key: UInt64, isNew: Bool) {
    guard let name, name.count < 1000, names.count < Self.limit, isNew || names[key] == nil else { return }
    names[key] = Array(name)
  }

  /// The name of the custom role that a grant gives; empty if it gives none, or the role has no name.
  func name(of grant: DiffRow, _ context: DiffSide.Context) -> [UInt8] {
    guard let type = grant.resourceType, let resource = grant.resourceID, let slug = grant.slug,
      context.tenant.isCustomRole(type, slug)
    else { return [] }
    let colon = [UInt8(ascii: ":")]
    let id = Array(type) + colon + Array(resource) + colon + Array(slug)
    return id.withUnsafeBytes { names[context.hasher.key($0)] } ?? []
  }
}
