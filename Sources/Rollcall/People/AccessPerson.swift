/// An operator whose access is being told. The values are valid during the call that lends them.
struct AccessPerson {
  let id: UnsafeRawBufferPointer
  /// The address; `nil` if it is not known.
  let email: UnsafeRawBufferPointer?
  let displayName: UnsafeRawBufferPointer?
  let role: UnsafeRawBufferPointer?
  let status: UnsafeRawBufferPointer
  /// Whether two-factor sign-in is on; `nil` if the service does not tell.
  let isTwoFactorEnabled: Bool?

  var isEnabled: Bool { status.elementsEqual(OperatorStatus.enabled.rawValue.utf8) }
  var isDeleted: Bool { status.elementsEqual(OperatorStatus.deleted.rawValue.utf8) }

  /// The place of the person's columns in a row of `operators`.
  struct Columns {
    let id = Table.operators.index(of: "operator_id")
    let email = Table.operators.index(of: "email")
    let displayName = Table.operators.index(of: "display_name")
    let role = Table.operators.index(of: "role")
    let status = Table.operators.index(of: "status")
    let twoFactor = Table.operators.index(of: "two_factor_enabled")
    let attributes = Table.operators.index(of: "attributes")
  }

  /// - Returns: `nil` if the row lacks what every operator has.
  init?(_ row: Row, _ columns: Columns) {
    guard let id = row[columns.id], let status = row[columns.status],
      OperatorStatus.allCases.contains(where: { status.elementsEqual($0.rawValue.utf8) })
    else { return nil }
    self.id = id
    self.status = status
    email = row[columns.email]
    displayName = row[columns.displayName]
    role = row[columns.role]
    isTwoFactorEnabled = row.boolean(columns.twoFactor)
  }

  fileprivate init(_ held: HeldPeople.Entry, in bytes: UnsafeRawBufferPointer) {
    func value(_ cell: Cell) -> UnsafeRawBufferPointer? {
      cell.isNull ? nil : UnsafeRawBufferPointer(rebasing: bytes[cell.range])
    }
    id = value(held.id)!
    email = value(held.email)
    displayName = value(held.displayName)
    role = value(held.role)
    status = value(held.status)!
    isTwoFactorEnabled = held.isTwoFactorEnabled
  }
}

extension AccessPerson {
  /// The hash of whom the operator is: by the address where there is one, whatever its case, so that somebody with seats
  /// in several tenants is one person; else the operator alone.
  func identity(in tenant: Hasher) -> UInt64 {
    guard let email, !email.isEmpty else { return tenant.key(id) }
    var hasher = Hasher()
    email.withFoldedCase { hasher.combine(part: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}

extension UnsafeRawBufferPointer {
  /// Lends the text in lower case.
  func withFoldedCase<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard allSatisfy({ $0 < 0x80 }) else {
      return Array(String(decoding: self, as: UTF8.self).lowercased().utf8).withUnsafeBytes(body)
    }
    return withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { folded in
      for (index, byte) in enumerated() {
        folded[index] = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
      }
      return body(UnsafeRawBufferPointer(folded))
    }
  }
}

/// The people of one tenant who are told after the table of operators was read: its members of places, and those with its
/// leading role.
struct HeldPeople {
  struct Entry {
    let id, email, displayName, role, status: Cell
    let isTwoFactorEnabled: Bool?
    /// Whether the person has the leading role.
    let isLeading: Bool
    /// Whether the person's rights are other ones than the role tells.
    let isCustom: Bool
  }

  private(set) var entries: [Entry] = []
  private var batch = RowBatch(tenant: Tenant(service: "", instance: "", id: ""))

  mutating func append(_ person: AccessPerson, isLeading: Bool, isCustom: Bool) throws(RollcallError) {
    // A cell holds 32 bits.
    guard batch.bytes.count < 1 << 31 else {
      throw RollcallError(.undecodable, "a tenant has more members of inboxes and teams than can be held")
    }
    entries.append(
      Entry(
        id: add(person.id), email: add(person.email), displayName: add(person.displayName), role: add(person.role),
        status: add(person.status), isTwoFactorEnabled: person.isTwoFactorEnabled, isLeading: isLeading,
        isCustom: isCustom))
  }

  private mutating func add(_ value: UnsafeRawBufferPointer?) -> Cell {
    value.map { batch.add($0.assumingMemoryBound(to: UInt8.self)) } ?? .null
  }

  /// Lends a person.
  func withPerson<Failure>(_ index: Int, _ body: (AccessPerson, Entry) throws(Failure) -> Void) throws(Failure) {
    try batch.bytes.span.withUnsafeBytes { (bytes) throws(Failure) in
      try body(AccessPerson(entries[index], in: bytes), entries[index])
    }
  }
}
