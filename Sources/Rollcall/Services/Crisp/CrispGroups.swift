/// A team or sub-inbox of a website.
struct CrispGroup: Sendable {
  enum Kind: String, Sendable {
    case team
    case inbox
  }

  let kind: Kind
  let id: String
  let name: String?
  /// The row's `attributes`.
  let attributes: [UInt8]
  /// Whether it is a sub-inbox that names no operator and no team, so that everyone on the website reads it.
  let isOpen: Bool
  /// Where its people are among the members, and its teams among the teams of inboxes.
  let members: Range<Int>
  let teams: Range<Int>

  /// The id of its only entitlement.
  var entitlementID: String { "\(kind.rawValue):\(id):member" }

  /// The meaning of a membership.
  var meaning: (description: StaticString, purpose: Purpose) {
    switch kind {
    case .team: ("Conversations can be assigned to the team; inboxes and roles let people read", .assignment)
    case .inbox: ("Reads and answers the conversations of the sub-inbox", .permission)
    }
  }
}

/// The teams and sub-inboxes of a website, and the people whom they name: four to eight bytes for each mention.
struct CrispGroups: Sendable {
  /// The largest number of teams, and of sub-inboxes.
  static let limit = 100_000
  /// The largest number of mentions of people, and of teams.
  private static let mentionLimit = 20_000_000

  private(set) var people: CrispPeople
  private(set) var teams: [CrispGroup] = []
  private(set) var inboxes: [CrispGroup] = []
  /// Whether a sub-inbox names a team that the list of teams lacks.
  private(set) var hasUnknownTeams = false
  /// Whether a sub-inbox names such a team, and not the people of its teams: its members are not known then.
  private(set) var lacksMembers = false
  /// Indices of people, group after group.
  private var members: [UInt32] = []
  /// Indices of teams, inbox after inbox.
  private var teamsOfInboxes: [UInt32] = []
  private var indexOfTeam: [String: UInt32] = [:]
  private var idsOfInboxes: Set<String> = []
  private var held = HeldText()

  init(of website: Tenant) { people = CrispPeople(of: website) }

  var isEmpty: Bool { teams.isEmpty && inboxes.isEmpty }

  /// Teams, and then sub-inboxes: the order of their rows.
  var all: [CrispGroup] { teams + inboxes }

  /// The memory that people and memberships use, in bytes.
  var memory: Int { people.memory + 4 * (members.capacity + teamsOfInboxes.capacity) }

  func contains(_ id: String, _ kind: CrispGroup.Kind) -> Bool {
    kind == .team ? indexOfTeam[id] != nil : idsOfInboxes.contains(id)
  }

  // MARK: - Additions

  /// Adds a mention of a person to the group that is added next.
  mutating func addMember(_ id: UnsafeBufferPointer<UInt8>) throws(DecodeError) {
    try checkCount(members.count)
    members.append(try people.add(id))
  }

  /// Adds a mention of a team to the sub-inbox that is added next.
  ///
  /// - Parameter namesPeople: whether the sub-inbox also names the people of its teams.
  mutating func addTeam(_ id: String, namesPeople: Bool) throws(DecodeError) {
    try checkCount(teamsOfInboxes.count)
    guard let index = indexOfTeam[id] else {
      hasUnknownTeams = true
      lacksMembers = lacksMembers || !namesPeople
      return
    }
    teamsOfInboxes.append(index)
  }

  private func checkCount(_ count: Int) throws(DecodeError) {
    guard count < Self.mentionLimit else {
      throw DecodeError("the lists name more than \(Self.mentionLimit) people")
    }
  }

  /// Adds a group, whose members and teams were added since the last one.
  mutating func add(
    _ kind: CrispGroup.Kind, _ id: String, name: String?, attributes: [UInt8], isOpen: Bool = false
  ) throws(DecodeError) {
    try held.add(id.utf8.count + (name?.utf8.count ?? 0) + attributes.count)
    let last = inboxes.last ?? teams.last
    let group = CrispGroup(
      kind: kind, id: id, name: name, attributes: attributes, isOpen: isOpen,
      members: (last?.members.upperBound ?? 0)..<members.count,
      teams: (last?.teams.upperBound ?? 0)..<teamsOfInboxes.count)
    switch kind {
    case .team:
      indexOfTeam[id] = UInt32(teams.count)
      teams.append(group)
    case .inbox:
      idsOfInboxes.insert(id)
      inboxes.append(group)
    }
  }

  /// A state to which additions can be taken back.
  struct Mark: Sendable {
    fileprivate let people: Int
    fileprivate let members: Int
    fileprivate let teamsOfInboxes: Int
    fileprivate let teams: Int
    fileprivate let inboxes: Int
    fileprivate let hasUnknownTeams: Bool
    fileprivate let lacksMembers: Bool
    fileprivate let held: HeldText
  }

  var mark: Mark {
    Mark(
      people: people.count, members: members.count, teamsOfInboxes: teamsOfInboxes.count, teams: teams.count,
      inboxes: inboxes.count, hasUnknownTeams: hasUnknownTeams, lacksMembers: lacksMembers, held: held)
  }

  /// Takes back the additions since a mark.
  mutating func rewind(to mark: Mark) {
    people.removeLast(people.count - mark.people)
    members.removeLast(members.count - mark.members)
    teamsOfInboxes.removeLast(teamsOfInboxes.count - mark.teamsOfInboxes)
    for team in teams[mark.teams...] { indexOfTeam[team.id] = nil }
    teams.removeLast(teams.count - mark.teams)
    for inbox in inboxes[mark.inboxes...] { idsOfInboxes.remove(inbox.id) }
    inboxes.removeLast(inboxes.count - mark.inboxes)
    hasUnknownTeams = mark.hasUnknownTeams
    lacksMembers = mark.lacksMembers
    held = mark.held
  }

  // MARK: - Members

  /// Calls `body` with the index of every person whom a group names, itself or through its teams, possibly several times.
  func forEachMember(of group: CrispGroup, _ body: (Int) -> Void) {
    for index in members[group.members] { body(Int(index)) }
    for team in teamsOfInboxes[group.teams] {
      for index in members[teams[Int(team)].members] { body(Int(index)) }
    }
  }
}
