/// The seats of all people by their identities, 16 bytes each: who reads in several places, and whose two-factor sign-in
/// is off.
struct Seats: AccessReceiver {
  /// A person's seat in a tenant; once grouped, all seats of a person.
  struct Seat {
    let identity: UInt64
    var places: UInt32
    var tenants: UInt16
    /// Whether a service tells that two-factor sign-in is on, or off.
    var isTwoFactorOn: Bool
    var isTwoFactorOff: Bool

    /// The rank among those who read in several places: the tenants count first. People with more than 255 of either are
    /// equal.
    var rank: Int { min(Int(tenants), 255) << 8 | min(Int(places), 255) }
  }

  private var seats: [Seat] = []
  private var hasher = Hasher()
  private var ownType = ""
  /// The seats in the tenant's places beside its own one.
  private var members: [UInt64: Seat] = [:]
  private var hasOwnPlace = false

  /// People without two-factor sign-in in at least one place, and people with it in all that tell.
  private(set) var withoutTwoFactor = 0
  private(set) var withTwoFactor = 0
  /// The people who read in several places; valid once grouped.
  private(set) var severalCount = 0

  /// - Parameter expected: how many there may be.
  init(expected: Int) { seats.reserveCapacity(max(0, min(expected, 1 << 24))) }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    hasher = Hasher(keysOf: tenant.report.tenant)
    ownType = tenant.rules.tenantType
    hasOwnPlace = false
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    var seat = Seat(
      identity: person.identity(in: hasher), places: 1, tenants: 1, isTwoFactorOn: person.isTwoFactorEnabled == true,
      isTwoFactorOff: person.isTwoFactorEnabled == false)
    guard place.type != ownType else {
      hasOwnPlace = true
      return seats.append(seat)
    }
    // Who reads the tenant itself has a seat in it already, but for people whom its own place does not show.
    if let known = members[seat.identity] { seat.places += known.places }
    members[seat.identity] = seat
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {
    let everyoneReadsTenant = tenant.rules.reading.everyRoleReadsTenant && hasOwnPlace
    for var seat in members.values {
      if everyoneReadsTenant { seat.tenants = 0 }
      seats.append(seat)
    }
    members.removeAll()
  }

  /// Groups the seats by person, and keeps the people with several places, or with as many as asked for.
  mutating func group(keeping leastPlaces: Int = 2) -> SeveralPeople {
    seats.sort { $0.identity < $1.identity }
    var kept = 0
    var index = 0
    while index < seats.count {
      var person = seats[index]
      index += 1
      while index < seats.count, seats[index].identity == person.identity {
        person.places &+= seats[index].places
        person.tenants = UInt16(min(65_535, Int(person.tenants) + Int(seats[index].tenants)))
        person.isTwoFactorOn = person.isTwoFactorOn || seats[index].isTwoFactorOn
        person.isTwoFactorOff = person.isTwoFactorOff || seats[index].isTwoFactorOff
        index += 1
      }
      if person.isTwoFactorOff { withoutTwoFactor += 1 } else if person.isTwoFactorOn { withTwoFactor += 1 }
      if person.places > 1 { severalCount += 1 }
      guard person.places >= leastPlaces else { continue }
      seats[kept] = person
      kept += 1
    }
    seats.removeSubrange(kept...)
    defer { seats = [] }
    return SeveralPeople(seats)
  }
}

/// The people who read in several places, by their identities.
struct SeveralPeople {
  private let seats: [Seats.Seat]

  fileprivate init(_ seats: [Seats.Seat]) { self.seats = seats }

  /// The rank of a person; `nil` if the person is none of them.
  func rank(of identity: UInt64) -> Int? {
    var range = seats.indices
    while let first = range.first {
      let middle = first + range.count / 2
      if seats[middle].identity == identity { return seats[middle].rank }
      range = seats[middle].identity < identity ? middle + 1..<range.upperBound : first..<middle
    }
    return nil
  }

  /// The lowest rank of the `limit` people with the highest ones, and how many have a higher rank than that.
  func threshold(of limit: Int) -> (rank: Int, above: Int) {
    var counts = [Int](repeating: 0, count: 1 << 16)
    for seat in seats { counts[seat.rank] += 1 }
    var above = 0
    for rank in counts.indices.reversed() {
      if above + counts[rank] >= limit { return (rank, above) }
      above += counts[rank]
    }
    return (0, above)
  }
}
