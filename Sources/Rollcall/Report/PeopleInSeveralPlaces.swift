/// The people who read in the most places, with their names and what they read.
///
/// They are told the ranks of all people who read in several places; of the equally ranked, the first ones of the snapshot
/// are taken.
struct PeopleInSeveralPlaces: AccessReceiver {
  /// A person, and where the person reads.
  struct Entry {
    let identity: UInt64
    let name: String?
    /// The address, or else the id.
    let address: String
    let rank: Int
    var placeCount = 0
    var tenants: [TenantEntry] = []
    var tenantCount = 0
    /// The letters of the first places, by the places' numbers.
    var letters: [(place: Int, letter: Character)] = []
  }

  /// What a person reads in one tenant.
  struct TenantEntry {
    let tenant: AccessTenant
    /// The first places, by what the person may do in them.
    var groups: [(access: String, places: [HTML])] = []
    /// The number of places that are named, and of all.
    var named = 0
    var count = 0
  }

  /// A place of the matrix.
  struct Column {
    let name: String
    let tenant: String
  }

  private let people: SeveralPeople
  private let threshold: Int
  /// How many of the people with the lowest rank there is room for.
  private var room: Int
  private(set) var entries: [Entry] = []
  private var indexes: [UInt64: Int] = [:]
  /// The places that the people read, by their numbers.
  private(set) var columns: [Int: Column] = [:]
  private var placeNumber = 0
  private var tenant: AccessTenant?
  private var hasher = Hasher()

  /// The most that is kept of a person's tenants, of the places in each, and of the places for the matrix.
  private static let limits = (tenants: 8, places: 6, letters: 32)

  init(_ people: SeveralPeople, limit: Int) {
    self.people = people
    let (rank, above) = people.threshold(of: limit)
    threshold = rank
    room = limit - above
  }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    self.tenant = tenant.withoutPlaces
    hasher = Hasher(keysOf: tenant.report.tenant)
  }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    guard case .reads = standing, case let identity = person.identity(in: hasher), indexes[identity] == nil,
      let rank = people.rank(of: identity), rank >= threshold
    else { return }
    if rank == threshold {
      guard room > 0 else { return }
      room -= 1
    }
    indexes[identity] = entries.count
    let address = person.email.flatMap { $0.isEmpty ? nil : $0 } ?? person.id
    func text(_ value: UnsafeRawBufferPointer) -> String {
      String(decoding: value, as: UTF8.self).shown(limit: HTML.valueLimit)
    }
    entries.append(Entry(identity: identity, name: person.displayName.map(text), address: text(address), rank: rank))
  }

  mutating func begin(_ place: AccessPlace) throws(RollcallError) { placeNumber += 1 }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    guard person.isEnabled, let tenant, let index = indexes[person.identity(in: hasher)] else { return }
    entries[index].placeCount += 1
    if entries[index].letters.count < Self.limits.letters {
      entries[index].letters.append((placeNumber, AccessMatrix.letter(of: access)))
      if columns[placeNumber] == nil {
        columns[placeNumber] = Column(
          name: (place.name.nonEmpty ?? "\(place.type) \(place.id)").shown(limit: 80),
          tenant: (tenant.name.nonEmpty ?? tenant.report.tenantId).shown(limit: 80))
      }
    }
    if entries[index].tenants.last?.tenant.index != tenant.index {
      // Those of earlier tenants are never the last ones again.
      entries[index].tenantCount += 1
      guard entries[index].tenants.count < Self.limits.tenants else { return }
      entries[index].tenants.append(TenantEntry(tenant: tenant))
    }
    let last = entries[index].tenants.count - 1
    entries[index].tenants[last].count += 1
    if entries[index].tenants[last].named < Self.limits.places {
      let name = access.name?.shown(limit: 30) ?? "no role"
      let place: HTML = place.type == tenant.rules.tenantType ? "\(words: place.type)" : .place(place)
      entries[index].tenants[last].add(place, name)
    }
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {}

  /// The people in the most tenants and places first.
  var ranked: [Entry] {
    entries.enumerated().sorted { ($1.element.rank, $0.offset) < ($0.element.rank, $1.offset) }.map(\.element)
  }

  /// The table of the people with several places.
  ///
  /// - Parameter count: the number of all of them.
  func table(count: Int, command: String) -> HTML {
    let shown = ranked.filter { $0.placeCount > 1 }
    guard !shown.isEmpty else { return "<p>Nobody reads more than one place.</p>" }
    var rows = HTML()
    for entry in shown {
      let address: HTML = "\(entry.address)"
      let name: HTML = entry.name.nonEmpty.map { "\($0)" } ?? ""
      rows += """
        <tr><td>\(name)<br>\(address)</td><td class="n">\(entry.tenantCount)</td>\
        <td class="n">\(entry.placeCount)</td><td>\(entry.whereabouts)</td></tr>\n
        """
    }
    return .table(
      "People who read in several places: \(count)",
      ["Person", .number("Tenants"), .number("Places"), "Where"], rows) + .more(count - shown.count, "people", command)
  }
}

extension PeopleInSeveralPlaces.TenantEntry {
  /// Adds the name of a place.
  fileprivate mutating func add(_ place: HTML, _ access: String) {
    named += 1
    if let index = groups.firstIndex(where: { $0.access == access }) {
      groups[index].places.append(place)
    } else {
      groups.append((access, [place]))
    }
  }
}

extension PeopleInSeveralPlaces.Entry {
  /// The tenants and places, as far as they are kept.
  fileprivate var whereabouts: HTML {
    var parts = tenants.map { entry -> HTML in
      let rest: HTML = entry.count > entry.named ? " and \(entry.count - entry.named) more" : ""
      let groups = entry.groups.map { "\(words: $0.access) in \($0.places.joined(by: ", "))" as HTML }
      return "<b>\(HTML.tenant(entry.tenant))</b>: \(groups.joined(by: "; "))\(rest)"
    }
    if tenantCount > tenants.count { parts.append("and \(tenantCount - tenants.count) more tenants") }
    return parts.joined(by: "<br>")
  }
}
