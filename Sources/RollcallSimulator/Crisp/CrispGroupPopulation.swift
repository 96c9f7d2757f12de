extension CrispWebsite {
  /// Adds teams and sub-inboxes in every state: open ones, those that name people, teams, or both, some without the
  /// keys that older workspaces lack, and some that name a person who left.
  ///
  /// - Parameter members: the number of people that a team or a closed inbox names, if the website has so many.
  package mutating func generateGroups(teams: Int, inboxes: Int, members: Int, seed: UInt64) {
    guard teams + inboxes > 0 else { return }
    var generator = SeededGenerator(seed: seed, purpose: "sub-inboxes of \(id)")
    let people = firstUserIDs(2 * members, seed: seed)
    self.teams = (0..<teams)
      .map { place in
        let id = randomUUID(from: &generator)
        var team = CrispTeam(id: id, name: "\(Self.teamNames[generator.below(Self.teamNames.count)]) \(place + 1)")
        if generator.oneIn(2) { team.emoji = "🎧" }
        // The second has nobody.
        if place != 1 { team.operators = generator.pick(members, of: people) }
        if place % 4 == 2 { team.operators?.append(randomUUID(from: &generator)) }
        return team
      }
    self.inboxes = (0..<inboxes).map { inbox($0, members, people, &generator) }
  }

  private func inbox(
    _ place: Int, _ members: Int, _ people: [String], _ generator: inout SeededGenerator
  ) -> CrispInbox {
    var inbox = CrispInbox(
      id: randomUUID(from: &generator), name: "\(Self.inboxNames[generator.below(Self.inboxNames.count)]) \(place + 1)")
    if generator.oneIn(2) { inbox.emoji = "📥" }
    inbox.hasConditions = place % 2 == 0
    // Named teams are as many as three, so that people are in several of them.
    let named = teams.isEmpty ? [] : (0..<min(3, teams.count)).map { teams[(place + $0) % teams.count] }
    switch place % 5 {
    case 0: inbox.operators = generator.pick(members, of: people)
    case 1: break
    case 2:
      inbox.teams = named.map(\.id)
      inbox.teamOperators = Self.members(of: named)
    case 3:
      inbox.operators = generator.pick(max(1, members / 2), of: people) + [randomUUID(from: &generator)]
      inbox.teams = named.map(\.id)
      inbox.teamOperators = Self.members(of: named)
    default:
      inbox.operators = generator.oneIn(2) ? nil : generator.pick(members, of: people)
      (inbox.teams, inbox.teamOperators) = (nil, nil)
    }
    return inbox
  }

  static func members(of teams: [CrispTeam]) -> [String] {
    var seen: Set<String> = []
    return teams.flatMap { $0.operators ?? [] }.filter { seen.insert($0).inserted }
  }

  /// The user ids of the first operators in the website's list on the first day.
  func firstUserIDs(_ count: Int, seed: UInt64) -> [String] {
    guard case .generated(let all) = operators else { return [] }
    var writer = CrispOperatorWriter(
      seed: seed, websiteID: id, shared: sharedOperators, unknownRoles: unknownRoles)
    return (0..<min(count, all))
      .compactMap { _ in
        var element: [UInt8] = []
        return writer.append(to: &element).map { CrispOperatorWriter.userID(in: element, details: $0) }
      }
  }

  static let teamNames = phrases(in: "Support Billing Sales Night_\"shift\" =VIP Équipe 客服")
  static let inboxNames = phrases(in: "Partners Complaints Legal,_EMEA Careers <Board> Press +Orders")
}
