/// The number of people in each place, by rights.
struct PlaceSurvey: AccessReceiver {
  /// The people of one place.
  struct Count {
    let tenant: AccessTenant
    let place: AccessPlace
    /// People with the leading role.
    var leading = 0
    var members = 0
    /// People with other rights than a member, or with a role that is not known.
    var others = 0

    var people: Int { leading + members + others }
  }

  private let limit: Int
  /// The first places.
  private(set) var counts: [Count] = []
  /// The places with the most people, in descending order.
  private(set) var largest: [Count] = []
  /// The number of all places.
  private(set) var placeCount = 0
  private var tenant: AccessTenant?
  private var current: Count?

  /// The most places that are kept as the largest ones.
  static let largestLimit = 40

  init(limit: Int) { self.limit = limit }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    // The places are in the counts: each of them would hold all places of its tenant.
    self.tenant = tenant.withoutPlaces
  }

  mutating func begin(_ place: AccessPlace) throws(RollcallError) {
    finishPlace()
    current = tenant.map { Count(tenant: $0, place: place) }
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    if access.isLeading {
      current?.leading += 1
    } else if access.name == ReadingRules.memberAccess {
      current?.members += 1
    } else {
      current?.others += 1
    }
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) { finishPlace() }

  private mutating func finishPlace() {
    guard let count = current.take() else { return }
    placeCount += 1
    if counts.count < limit { counts.append(count) }
    let index = largest.firstIndex { $0.people < count.people } ?? largest.count
    guard count.people > 0, index < Self.largestLimit else { return }
    largest.insert(count, at: index)
    if largest.count > Self.largestLimit { largest.removeLast() }
  }

  /// The most people that each of the first places can show so that they show `limit` in all: the places with fewer
  /// people leave the rest to the others. It is never less than ten.
  var peopleLimit: Int {
    var rest = limit
    var level = 0
    let sorted = counts.map(\.people).filter { $0 > 0 }.sorted()
    for (index, people) in sorted.enumerated() {
      level = rest / (sorted.count - index)
      if people > level { break }
      rest -= people
      level = people
    }
    return max(level, 10)
  }
}

extension AccessTenant {
  /// The same tenant without its places.
  var withoutPlaces: AccessTenant {
    var tenant = self
    tenant.places = []
    tenant.openInboxes = []
    return tenant
  }
}
