/// What a tenant offers and who holds it: its places and entitlements as texts, and twelve bytes for each grant.
struct Holdings {
  /// A place of the tenant.
  struct Resource {
    let type: String
    let id: String
    /// The name, where the place has one that can be seen.
    let name: String?
    /// Further fields of the service, as JSON text.
    let attributes: String
  }

  /// An entitlement of the tenant.
  struct Entitlement {
    let type: String
    let id: String
    let slug: String
    let name: String?
    let description: String?
    /// Whether holding it lets somebody read conversations, or may.
    let isPermission: Bool
    /// The name of the place that offers it, where it has one.
    let placeName: String?
  }

  /// A grant: its holder's hash in two halves, so that a grant takes twelve bytes, and the place of its entitlement.
  private struct Grant: Comparable {
    let high: UInt32
    let low: UInt32
    let entitlement: UInt32

    init(_ hash: UInt64, _ entitlement: Int) {
      high = UInt32(truncatingIfNeeded: hash >> 32)
      low = UInt32(truncatingIfNeeded: hash)
      self.entitlement = UInt32(entitlement)
    }

    var hash: UInt64 { UInt64(high) << 32 | UInt64(low) }

    static func < (left: Grant, right: Grant) -> Bool {
      (left.hash, left.entitlement) < (right.hash, right.entitlement)
    }
  }

  private(set) var resources: [Resource] = []
  private(set) var entitlements: [Entitlement] = []
  private var places: [String: String] = [:]
  private var numbers: [[UInt8]: Int] = [:]
  private var grants: [Grant] = []
  private var last: (id: [UInt8], number: Int?) = ([], nil)

  mutating func takeResource(_ row: Row) {
    let columns = ResourceColumns.shared
    guard let type = row.text(columns.type), let id = row.text(columns.id) else { return }
    let name = row.visible(columns.name).map { String(decoding: $0, as: UTF8.self) }
    resources.append(
      Resource(type: type, id: id, name: name, attributes: row.text(columns.attributes) ?? "{}"))
    places["\(type):\(id)"] = name
  }

  /// Takes an entitlement; resources come before.
  mutating func takeEntitlement(_ row: Row) {
    let columns = EntitlementColumns.shared
    guard let key = row[columns.key], let type = row.text(columns.type), let id = row.text(columns.id),
      let slug = row.text(columns.slug)
    else { return }
    numbers[Array(key)] = entitlements.count
    entitlements.append(
      Entitlement(
        type: type, id: id, slug: slug, name: row.text(columns.name), description: row.text(columns.description),
        isPermission: row.text(columns.purpose) == Purpose.permission.rawValue, placeName: places["\(type):\(id)"]))
  }

  /// Takes a grant of the tenant that `hasher` begins; entitlements come before.
  mutating func takeGrant(_ row: Row, _ hasher: Hasher) {
    let columns = GrantColumns.shared
    guard let key = row[columns.entitlement], let person = row[columns.person] else { return }
    if !key.isEqual(to: last.id) { last = (Array(key), numbers[Array(key)]) }
    if let number = last.number { grants.append(Grant(hasher.key(person), number)) }
  }

  /// Ends the grants.
  mutating func finish() { grants.sort() }

  /// The entitlements of a person, in the order of their table.
  func held(by person: UnsafeRawBufferPointer, _ hasher: Hasher) -> [Entitlement] {
    let hash = hasher.key(person)
    var (low, high) = (0, grants.count)
    while low < high {
      let middle = (low + high) / 2
      if grants[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    var held: [Entitlement] = []
    while low < grants.count, grants[low].hash == hash {
      // Two grants of one entitlement are one.
      if low == 0 || grants[low] != grants[low - 1] { held.append(entitlements[Int(grants[low].entitlement)]) }
      low += 1
    }
    return held
  }
}

extension Holdings {
  /// The places of the columns of a grant.
  struct GrantColumns: Sendable {
    static let shared = GrantColumns()

    let entitlement = Table.grants.index(of: "entitlement_id")
    let type = Table.grants.index(of: "resource_type")
    let id = Table.grants.index(of: "resource_id")
    let slug = Table.grants.index(of: "slug")
    let person = Table.grants.index(of: "operator_id")
  }
}

/// The four tables of a snapshot side by side, tenant by tenant.
struct TenantTables: ~Copyable {
  private var resources: TenantRows
  private var entitlements: TenantRows
  private var grants: TenantRows
  private var operators: TenantRows

  /// - Throws: `RollcallError` with the code `undecodable` if the snapshot lacks a table.
  init(_ snapshot: SnapshotReader) throws(RollcallError) {
    try snapshot.checkTables()
    let resources = try TenantRows(.resources, of: snapshot)
    let entitlements = try TenantRows(.entitlements, of: snapshot)
    let grants = try TenantRows(.grants, of: snapshot)
    let operators = try TenantRows(.operators, of: snapshot)
    // All at once: half of a value that cannot be copied could not be taken back.
    self.resources = resources
    self.entitlements = entitlements
    self.grants = grants
    self.operators = operators
  }

  /// Reads what the tenant at an index of the manifest offers, and who holds it.
  mutating func holdings(of tenant: Int) throws(RollcallError) -> Holdings {
    var holdings = Holdings()
    while let row = try resources.next(of: tenant) { holdings.takeResource(row) }
    while let row = try entitlements.next(of: tenant) { holdings.takeEntitlement(row) }
    while let row = try grants.next(of: tenant) { holdings.takeGrant(row, grants.hasher) }
    holdings.finish()
    return holdings
  }

  /// The next operator of the tenant; `nil` after the last one.
  mutating func nextOperator(of tenant: Int) throws(RollcallError) -> Row? { try operators.next(of: tenant) }

  /// The beginning of the hash of every key of the last operator's tenant.
  var hasher: Hasher { operators.hasher }

  /// Checks that no row is left.
  mutating func finish() throws(RollcallError) {
    try resources.finish()
    try entitlements.finish()
    try grants.finish()
    try operators.finish()
  }
}
