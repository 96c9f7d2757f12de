/// The teams and inboxes of one tenant from day to day: people move between them, some are renamed, some come and go.
///
/// A membership belongs to a person: who leaves the tenant leaves its teams, and is not replaced there at once.
struct Circles: Sendable {
  let seats: Seats
  /// The seats whose people can be members.
  let candidates: Int
  let seed: UInt64
  /// A word that no other tenant has.
  let tenant: String

  /// The present members, if `circles` had these members on the first day.
  ///
  /// One membership in a hundred, and at least one, goes to somebody else each day.
  ///
  /// - Parameter isWelcome: whether somebody can become a member, judged by the day of the move.
  func members(
    of circles: [[Seats.Person]], isWelcome: (Seats.Holder) -> Bool
  ) -> [[Seats.Person]] {
    let all = circles.reduce(0) { $0 + $1.count }
    guard all > 0, seats.day > seats.start else { return circles }
    let moves = Rotation(
      of: all, perDay: max(1, all / 100), shortest: 10, seed: seed, purpose: "moves in \(tenant)")
    var place = -1
    return circles.map { members in
      let names = Set(members.map(\.seat))
      var seen: Set<Seats.Person> = []
      return members.compactMap { member in
        place += 1
        let events = moves.events(at: place, after: seats.start, until: seats.day)
        let person =
          events.count == 0
          ? member
          : pick(on: events.last, purpose: "\(place) \(events.count)") {
            isWelcome($0) && !names.contains($0.person.seat)
          }
        return person.flatMap { seats.hasStayed($0) && seen.insert($0).inserted ? $0 : nil }
      }
    }
  }

  /// The members of a circle that appeared on that day.
  func members(ofNew circle: New, isWelcome: (Seats.Holder) -> Bool) -> [Seats.Person] {
    var seen: Set<Seats.Person> = []
    return (0..<min(4, candidates))
      .compactMap { pick(on: circle.day, purpose: "\(circle.day) new \($0)", isWelcome) }
      .filter { seats.hasStayed($0) && seen.insert($0).inserted }
  }

  /// Somebody who is there on that day and welcome, unless the search takes too long.
  private func pick(on day: Int, purpose: String, _ isWelcome: (Seats.Holder) -> Bool) -> Seats.Person? {
    var generator = SeededGenerator(seed: seed, purpose: "member \(purpose) in \(tenant)")
    for _ in 0..<20 {
      let holder = seats.holder(of: generator.below(candidates), on: day)
      if !holder.isInvited && isWelcome(holder) { return holder.person }
    }
    return nil
  }

  /// A team or an inbox that was not there on the first day.
  struct New {
    /// The day on which it appeared.
    let day: Int
    let isTeam: Bool
  }

  /// Those that are there now: one comes every fourth day and goes after ten days.
  func news(teams: Bool, inboxes: Bool) -> [New] {
    (max(seats.start, seats.day - 10) + 1..<seats.day + 1)
      .filter { $0 % 4 == 1 && (teams || inboxes) }
      .map { day in New(day: day, isTeam: teams && (!inboxes || day % 8 == 1)) }
  }

  /// The name of the circle at that place of so many: every fourth day another one gets a new one.
  func name(_ name: String, of place: Int, count: Int) -> String {
    let before = (seats.start + 2) / 4
    let renamings = (seats.day + 2) / 4 - before
    let own = (renamings + count - 1 - place) / count
    return own > 0 ? "\(name) \(Self.regions[(own - 1) % Self.regions.count])" : name
  }

  private static let regions = phrases(in: "Europe Americas Asia Day Night")
}
