/// The changes of a generated account from its first day on.
extension ChatwootAccount {
  /// Brings people, teams and inboxes to the day of the seats.
  mutating func change(_ seats: Seats, seed: UInt64) {
    guard seats.day > 0 else { return }
    let people = ChatwootPeople(self, seats: seats, seed: seed)
    let circles = Circles(seats: seats, candidates: agents.count, seed: seed, tenant: "account \(id)")
    let news = circles.news(teams: !teams.isEmpty, inboxes: !inboxes.isEmpty)

    let members = circles.members(
      of: (teams.map(\.members) + inboxes.map(\.members)).map { $0.map(people.person) }, isWelcome: people.isWelcome)
    let count = teams.count + inboxes.count
    for place in teams.indices {
      teams[place].members = members[place].map(people.id)
      teams[place].name = circles.name(teams[place].name, of: place, count: count).lowercased()
    }
    for place in inboxes.indices {
      inboxes[place].members = members[teams.count + place].map(people.id)
      inboxes[place].name = circles.name(inboxes[place].name, of: teams.count + place, count: count)
    }
    for new in news {
      let members = circles.members(ofNew: new, isWelcome: people.isWelcome).map(people.id)
      // Above the ids of those of the first day.
      let id = id * 100_000 + 10_000 + new.day
      if new.isTeam {
        var team = ChatwootTeam.generated(id: id, from: [], size: 0, seed: seed)
        team.members = members
        teams.append(team)
      } else {
        var inbox = ChatwootInbox.generated(id: id, from: [], size: 0, seed: seed)
        inbox.members = members
        inboxes.append(inbox)
      }
    }
    agents = agents.indices.map { people.agent(in: seats.holder(of: $0)) }
  }
}

/// The agents of an account, between users' ids and seats.
private struct ChatwootPeople {
  private let account: Int
  private let first: [ChatwootAgent]
  private let seats: Seats
  private let seed: UInt64

  init(_ account: ChatwootAccount, seats: Seats, seed: UInt64) {
    self.account = account.id
    first = account.agents
    self.seats = seats
    self.seed = seed
  }

  /// The person of the first day with that id: see `ChatwootAccount.generated`.
  func person(_ id: Int) -> Seats.Person {
    Seats.Person(seat: id < Self.idsOfAccount ? id - ChatwootToken.demoUserID : id % Self.idsOfAccount, generation: 0)
  }

  /// The ids of those who came later are above those of the first day, and below the next account's.
  func id(of person: Seats.Person) -> Int {
    guard person.generation > 0 else { return first[person.seat].id }
    return account * Self.idsOfAccount + 1_000_000 + (person.generation - 1) * first.count + person.seat
  }

  func agent(in holder: Seats.Holder) -> ChatwootAgent {
    let isFirst = holder.person == .first
    var agent =
      holder.person.generation == 0
      ? first[holder.person.seat]
      : ChatwootAgent.generated(id: id(of: holder.person), account: account, isFirst: false, seed: seed)
    if holder.hasOtherRole { agent.role = agent.role == .agent ? .administrator : .agent }
    if holder.person.generation > 0 {
      agent.confirmed = !holder.isInvited
    } else if !isFirst && !agent.confirmed {
      // A user can be in several accounts, so the user alone decides.
      var generator = SeededGenerator(seed: seed, purpose: "confirmation of user \(agent.id)")
      agent.confirmed = 1 + generator.below(20) <= seats.day
    }
    return agent
  }

  /// An administrator gains nothing by a team or an inbox.
  func isWelcome(_ holder: Seats.Holder) -> Bool { agent(in: holder).role == .agent }

  private static let idsOfAccount = 10_000_000
}
