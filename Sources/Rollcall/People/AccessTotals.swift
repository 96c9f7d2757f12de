/// The numbers of people in the access of a snapshot: eight bytes for each person.
struct AccessTotals: AccessReceiver {
  /// The people who read at least one place, by their identities; sealed at the end.
  private var readers = IdentitySet()
  /// The people with the leading role of a tenant.
  private var leaders = IdentitySet()
  private(set) var placeCount = 0
  private(set) var tenantCount = 0
  /// Seats with the leading roles, by role.
  private(set) var leadingSeats: [String: Int] = [:]
  private(set) var invited = 0
  private(set) var left = 0
  private(set) var nowhere = 0
  private(set) var unknownMemberships = 0
  /// People with a role that is not known, and who are members of no place, by role.
  private(set) var unknownRoles: [String: Int] = [:]
  /// People who read, and who have a role that is not known, by role.
  private(set) var unknownRolesOfReaders: [String: Int] = [:]
  /// People without two-factor sign-in, among those who read and whose service tells it.
  private(set) var withoutTwoFactor = 0
  /// People of whom the service does not tell whether two-factor sign-in is on, among those who read.
  private(set) var twoFactorNotTold = 0
  /// What remains unknown of tenants whose inboxes were not read.
  private(set) var unknowns = UnknownReading()
  private var hasher = Hasher()
  private var knownRoles: [String] = []
  private var tenant: AccessTenant?

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    self.tenant = tenant
    hasher = Hasher(keysOf: tenant.report.tenant)
    knownRoles = tenant.rules.entitlements
    if tenant.report.status != .failed { tenantCount += 1 }
    unknowns.take(tenant)
  }

  mutating func begin(_ place: AccessPlace) throws(RollcallError) { placeCount += 1 }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    switch standing {
    case .reads(let isLeading):
      let identity = person.identity(in: hasher)
      readers.insert(identity)
      if isLeading {
        leaders.insert(identity)
        leadingSeats[person.role.map { String(decoding: $0, as: UTF8.self) } ?? "", default: 0] += 1
      }
      switch person.isTwoFactorEnabled {
      case false: withoutTwoFactor += 1
      case nil: twoFactorNotTold += 1
      default: break
      }
      if let role = person.role, !knownRoles.contains(where: { role.elementsEqual($0.utf8) }) {
        unknownRolesOfReaders[String(decoding: role, as: UTF8.self), default: 0] += 1
      }
    case .invited: invited += 1
    case .left: left += 1
    case .nowhere: nowhere += 1
    case .unknownMemberships: unknownMemberships += 1
    case .unknownRole: unknownRoles[person.role.map { String(decoding: $0, as: UTF8.self) } ?? "", default: 0] += 1
    }
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {}

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {}

  /// The number of people who read, each once however many seats they have.
  mutating func countReaders() -> Int { readers.count() }

  /// The number of people with a leading role, each once.
  mutating func countLeaders() -> Int { leaders.count() }

  /// Gives back the memory of the people; the other numbers stay.
  mutating func forgetPeople() { (readers, leaders) = (IdentitySet(), IdentitySet()) }
}

/// A set of people by their identities, which is counted once, at the end: eight bytes for each seat.
struct IdentitySet: Sendable {
  private var hashes: [UInt64] = []

  mutating func insert(_ hash: UInt64) { hashes.append(hash) }

  /// The number of different ones.
  mutating func count() -> Int {
    hashes.sort()
    var count = 0
    for index in hashes.indices where index == 0 || hashes[index] != hashes[index - 1] { count += 1 }
    return count
  }
}
