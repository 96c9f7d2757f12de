/// The telling of one tenant: who reads the tenant itself is told while its operators are read, and who reads its other
/// places after that.
struct TenantTelling: ~Copyable {
  private let tenant: AccessTenant
  private let memberships: Memberships
  private let ownPlace: Int?
  private let includesOthers: Bool
  private let columns = AccessPerson.Columns()
  private var parser = JSONParser()
  private var held = HeldPeople()
  /// The people with the leading role, by their positions among those who are held.
  private var leading: [Int32] = []
  /// The position of each member among those who are held; -1 for one who is not an operator.
  private var positions: [Int32]
  /// What each role that was met lets people do.
  private var roles: [RoleMeaning] = []

  /// A role of the tenant in words.
  private struct RoleMeaning {
    let bytes: [UInt8]
    let isLeading: Bool
    let isKnown: Bool
    let access: Access
    let invitation: Access
  }

  init(_ tenant: AccessTenant, _ memberships: Memberships, ownPlace: Int?, includesOthers: Bool) {
    self.tenant = tenant
    self.memberships = memberships
    self.ownPlace = ownPlace
    self.includesOthers = includesOthers
    positions = Array(repeating: -1, count: memberships.memberCount)
  }

  private var reading: ReadingRules { tenant.rules.reading }

  /// Begins the tenant's own place.
  mutating func begin<Receiver: AccessReceiver & ~Copyable>(_ receiver: inout Receiver) throws(RollcallError) {
    if let ownPlace { try receiver.begin(tenant.places[ownPlace]) }
  }

  /// Takes an operator, and tells whether the tenant's own place is read.
  mutating func take<Receiver: AccessReceiver & ~Copyable>(
    _ row: Row, _ hasher: Hasher, _ receiver: inout Receiver
  ) throws(RollcallError) {
    guard let person = AccessPerson(row, columns) else {
      throw RollcallError(.undecodable, "an operator of \(tenant.report.inWords) has no id, or no status that is known")
    }
    let member = memberships.number(of: person.id, hasher)
    let role = person.role.map { meaning(of: $0) }
    // Who left has no role any more, whatever the rows say.
    let isGone = person.isDeleted
    let isInvited = !person.isEnabled && !isGone
    let isMere = isInvited && !tenant.rules.pendingHoldsGrants
    let isLeading = !isGone && !isMere && role?.isLeading == true
    let readsOwn = ownPlace != nil && (isLeading || reading.everyRoleReadsTenant && !isGone && (role != nil || isMere))
    let standing = standing(
      person, role, isInvited: isInvited, isLeading: isLeading, reads: readsOwn || member != nil || isLeading)
    try receiver.see(person, standing)
    guard person.isEnabled || includesOthers else { return }
    if readsOwn, let ownPlace {
      let access = isMere ? role?.invitation ?? invitation(role: nil) : role!.access
      try receiver.read(tenant.places[ownPlace], person, access)
    }
    guard !isMere, isLeading || member != nil, !memberships.hasNoPlaces else { return }
    if let member { positions[member] = Int32(held.entries.count) }
    if isLeading { leading.append(Int32(held.entries.count)) }
    let isCustom = !isGone && (role.map { !$0.isKnown } ?? false || isNarrowed(row))
    try held.append(person, isLeading: isLeading, isCustom: isCustom)
  }

  private mutating func isNarrowed(_ row: Row) -> Bool {
    guard let name = reading.narrowingAttribute else { return false }
    return parser.attribute(name, of: row[columns.attributes]) != nil
  }

  private func standing(
    _ person: AccessPerson, _ role: RoleMeaning?, isInvited: Bool, isLeading: Bool, reads: Bool
  ) -> AccessStanding {
    if person.isDeleted { return .left }
    if isInvited { return .invited }
    if reads { return .reads(isLeading: isLeading) }
    if let role, !role.isKnown { return .unknownRole }
    return tenant.lacksMembers ? .unknownMemberships : .nowhere
  }

  private mutating func meaning(of role: UnsafeRawBufferPointer) -> RoleMeaning {
    if let known = roles.first(where: { role.isEqual(to: $0.bytes) }) { return known }
    let name = String(decoding: role, as: UTF8.self)
    let isLeading = name == reading.leadingRole
    let meaning = RoleMeaning(
      bytes: Array(role), isLeading: isLeading, isKnown: tenant.rules.entitlements.contains(name),
      access: Access(name: name, way: reading.way(name, tenant.report.tenantId), isLeading: isLeading),
      invitation: invitation(role: name))
    // A service has a handful of roles; a list of many would be searched for each operator.
    if roles.count < 64 { roles.append(meaning) }
    return meaning
  }

  private func invitation(role: String?) -> Access {
    Access(name: role, way: "invited to \(tenant.rules.tenantType) \(tenant.report.tenantId)", isLeading: false)
  }

  /// Tells the places beside the tenant itself.
  mutating func finish<Receiver: AccessReceiver & ~Copyable>(_ receiver: inout Receiver) throws(RollcallError) {
    let members = memberships.byPlace(count: tenant.places.count, positions: positions)
    for (number, place) in tenant.places.enumerated() where number != ownPlace {
      try receiver.begin(place)
      // Teams are read by their members alone; the leading role reads what is assigned to them in inboxes.
      let isInbox = place.type == "inbox"
      let way = "member of \(place.type) \(place.id)"
      var chosen = members[number]
      if isInbox {
        chosen = (chosen + leading).removingDuplicates().sorted()
      } else if !reading.membershipComesFirst {
        chosen = chosen.filter { !held.entries[Int($0)].isLeading }
      }
      let own = Set(reading.membershipComesFirst ? members[number] : [])
      for index in chosen {
        try held.withPerson(Int(index)) { (person, entry) throws(RollcallError) in
          if entry.isLeading, !own.contains(index) {
            try receiver.read(place, person, meaning(of: person.role!).access)
          } else {
            let name = entry.isCustom ? customName : ReadingRules.memberAccess
            try receiver.read(place, person, Access(name: name, way: way, isLeading: false))
          }
        }
      }
    }
  }

  /// The access of members whose role does not tell what they read. Where every role reads the tenant, none narrows.
  private var customName: String {
    reading.everyRoleReadsTenant ? ReadingRules.memberAccess : ReadingRules.customAccess
  }
}
