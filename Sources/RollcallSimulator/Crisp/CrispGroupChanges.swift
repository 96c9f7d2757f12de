extension CrispWebsite {
  /// Brings the teams and sub-inboxes of the first day to the day of the seats.
  ///
  /// - Parameter members: the number of people that a team or a closed inbox named on the first day.
  mutating func changeGroups(members: Int, seed: UInt64) {
    guard let seats, seats.day > seats.start, !(teams.isEmpty && inboxes.isEmpty) else { return }
    let people = CrispGroupPeople(firstUserIDs(2 * members, seed: seed), website: id, seats: seats, seed: seed)
    let circles = Circles(seats: seats, candidates: people.count, seed: seed, tenant: "website \(id)")
    let news = circles.news(teams: !teams.isEmpty, inboxes: !inboxes.isEmpty)

    let lists = teams.map(\.operators) + inboxes.map(\.operators)
    let moved = circles.members(of: lists.map { people.persons($0 ?? []) }) { _ in true }
    let present = zip(lists, moved).map { list, moved in list.map { people.ids(moved) + people.strangers(in: $0) } }
    let count = lists.count
    for place in teams.indices {
      teams[place].operators = present[place]
      teams[place].name = circles.name(teams[place].name, of: place, count: count)
    }
    for place in inboxes.indices {
      let members = present[teams.count + place]
      // A sub-inbox that names nobody would be open to all.
      let isLeft = members == [] && inboxes[place].operators != []
      inboxes[place].operators = isLeft ? people.ids([.first]) : members
      inboxes[place].name = circles.name(inboxes[place].name, of: teams.count + place, count: count)
      guard inboxes[place].teamOperators != nil, let named = inboxes[place].teams else { continue }
      inboxes[place].teamOperators = Self.members(of: teams.filter { named.contains($0.id) })
    }
    for new in news {
      let members = circles.members(ofNew: new) { _ in true }
      append(new, people.ids(members.isEmpty ? [.first] : members), seed)
    }
  }

  private mutating func append(_ new: Circles.New, _ members: [String], _ seed: UInt64) {
    var generator = SeededGenerator(seed: seed, purpose: "group of day \(new.day) on \(id)")
    let id = randomUUID(from: &generator)
    let names = new.isTeam ? Self.teamNames : Self.inboxNames
    let name = "\(names[generator.below(names.count)]) of day \(new.day)"
    if new.isTeam {
      teams.append(CrispTeam(id: id, name: name, operators: members))
    } else {
      inboxes.append(CrispInbox(id: id, name: name, operators: members))
    }
  }
}

/// The people whom the teams and sub-inboxes of a website can name, between ids and seats.
private struct CrispGroupPeople {
  private let ids: [String]
  private let seatOfID: [String: Int]
  private let successors: CrispSuccessors

  init(_ ids: [String], website: String, seats: Seats, seed: UInt64) {
    self.ids = ids
    seatOfID = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    successors = CrispSuccessors(seed: seed, websiteID: website, seats: seats)
  }

  var count: Int { ids.count }

  /// The people of the first day among these ids.
  func persons(_ ids: [String]) -> [Seats.Person] {
    ids.compactMap { seatOfID[$0].map { Seats.Person(seat: $0, generation: 0) } }
  }

  /// The ids that were nobody's even on the first day.
  func strangers(in ids: [String]) -> [String] { ids.filter { seatOfID[$0] == nil } }

  func ids(_ persons: [Seats.Person]) -> [String] {
    persons.map { $0.generation == 0 ? ids[$0.seat] : successors.userID(of: $0) }
  }
}
