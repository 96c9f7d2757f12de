import Backpressure

/// The responses of one account, and everything that changes in it from call to call.
///
/// An order that Chatwoot does not promise is a rotation of the prepared elements, so that a thousand large lists cost
/// no more than copying them.
final class ChatwootAccountBodies: Sendable {
  let account: ChatwootAccount
  private let scenario: ChatwootScenario
  private let writer: ChatwootAgentWriter
  private let placeOfAgent: [Int: Int]
  private let hasLeavers: Bool
  private let roster = Once<ChatwootRoster>()
  private let rosters = Lock(0)
  private let allInboxes = Once<StoredBody>()
  private let calls = Lock<[String: Int]>([:])

  init(_ account: ChatwootAccount, of scenario: ChatwootScenario, seed: UInt64) {
    self.account = account
    self.scenario = scenario
    writer = ChatwootAgentWriter(version: scenario.version, seed: seed)
    placeOfAgent = Dictionary(
      account.agents.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    hasLeavers = account.agents.contains { $0.leavesAfterListings != nil }
  }

  var version: ChatwootVersion { scenario.version }

  func prepare() {
    _ = preparedRoster
    _ = preparedInboxes
  }

  /// The agent with that user id, while it is in the account.
  func member(_ user: Int) -> ChatwootAgent? {
    guard let place = placeOfAgent[user] else { return nil }
    return isPresent(place, after: listings) ? account.agents[place] : nil
  }

  // MARK: Lists of people

  func agents() -> Answer {
    let number = call("agents")
    let edition = edition(number)
    let state = preparedRoster.editions[edition]
    let recipe = "agents \(account.id) \(edition)"
    guard hasLeavers else { return ChatwootAnswer.success(.stored(state.body), recipe: recipe) }
    var body: [UInt8] = [UInt8(ascii: "[")]
    for place in state.order where isPresent(place, after: number - 1) {
      body.appendElement(state.elements[place], of: state.body)
    }
    body.append(UInt8(ascii: "]"))
    return ChatwootAnswer.success(body)
  }

  func teamMembers(_ id: Int) -> Answer {
    let number = call("team \(id)")
    guard let team = team(id, request: number) else { return ChatwootAnswer.notFound }
    if team.hasOrphan || team.members.contains(where: { placeOfAgent[$0] == nil }) { return ChatwootAnswer.serverError }
    let listings = listings
    return people(team.members, number, recipe: "team \(account.id) \(id) \(listings)") { place, state, output in
      if self.isPresent(place, after: listings) {
        output.appendElement(state.elements[place], of: state.body)
      } else {
        if output.last != UInt8(ascii: "[") { output.append(UInt8(ascii: ",")) }
        self.writer.append(
          self.account.agents[place], account: self.account.id, edition: 0, isMember: false, to: &output)
      }
    }
  }

  func inboxMembers(_ id: Int, for agent: ChatwootAgent) -> Answer {
    let number = call("inbox \(id)")
    guard let inbox = account.inboxes.first(where: { $0.id == id }), number < inbox.deletedFromRequest ?? .max
    else { return ChatwootAnswer.notFound }
    guard agent.role == .administrator || inbox.members.contains(agent.id) else { return ChatwootAnswer.notAllowed }
    let listings = listings
    let members = inbox.members.filter { self.placeOfAgent[$0].map { self.isPresent($0, after: listings) } ?? false }
    var answer = people(members, number, recipe: "inbox \(account.id) \(id) \(listings)") { place, state, output in
      output.appendElement(state.elements[place], of: state.body)
    }
    if case .bytes(let array) = answer.body {
      answer.body = .bytes(Array("{\"payload\":".utf8) + array + [UInt8(ascii: "}")])
    }
    return answer
  }

  private func people(
    _ members: [Int], _ number: Int, recipe: String,
    append: (Int, ChatwootRoster.Edition, inout [UInt8]) -> Void
  ) -> Answer {
    let edition = edition(number)
    let state = preparedRoster.editions[edition]
    let turn = turn(number, of: members.count)
    var body: [UInt8] = [UInt8(ascii: "[")]
    for index in members.indices { append(placeOfAgent[members[turn(index)]]!, state, &body) }
    body.append(UInt8(ascii: "]"))
    return ChatwootAnswer.success(.bytes(body), recipe: "\(recipe) \(edition) \(turn.start) \(turn.isReversed)")
  }

  // MARK: Teams and inboxes

  func teams(for agent: ChatwootAgent) -> Answer {
    let teams = account.teams.filter { isListed("team \($0.id)", $0.deletedFromRequest) }
    let turn = turn(call("teams"), of: teams.count)
    let writer = ChatwootTeamWriter(version: scenario.version)
    return ChatwootAnswer.success(
      jsonArray(teams.indices) { index, output in
        let team = teams[turn(index)]
        writer.append(team, account: account.id, isMember: team.members.contains(agent.id), to: &output)
      })
  }

  func team(_ id: Int, for agent: ChatwootAgent) -> Answer {
    guard let team = team(id, request: call("team \(id)")) else { return ChatwootAnswer.notFound }
    var body: [UInt8] = []
    ChatwootTeamWriter(version: scenario.version)
      .append(team, account: account.id, isMember: team.members.contains(agent.id), to: &body)
    return ChatwootAnswer.success(body)
  }

  private func team(_ id: Int, request number: Int) -> ChatwootTeam? {
    account.teams.first { $0.id == id && number < $0.deletedFromRequest ?? .max }
  }

  /// All inboxes for administrators; for others, without notice, only their own.
  func inboxes(for agent: ChatwootAgent) -> Answer {
    let inboxes = account.inboxes.filter { isListed("inbox \($0.id)", $0.deletedFromRequest) }
    if agent.role == .administrator {
      guard inboxes.count == account.inboxes.count else {
        return ChatwootAnswer.success(inboxesBody(inboxes, asAdministrator: true))
      }
      return ChatwootAnswer.success(.stored(preparedInboxes), recipe: "inboxes \(account.id)")
    }
    let mine = inboxes.filter { $0.members.contains(agent.id) }
    return ChatwootAnswer.success(inboxesBody(mine, asAdministrator: false))
  }

  private func inboxesBody(_ inboxes: [ChatwootInbox], asAdministrator: Bool) -> [UInt8] {
    var keyed = inboxes.map { ($0, $0.name.lowercased()) }
    if version.ordersInboxes { keyed.sort { ($0.1, $0.0.id) < ($1.1, $1.0.id) } }
    let writer = ChatwootInboxWriter(version: version, seed: writer.seed)
    let array = jsonArray(keyed) { writer.append($0.0, asAdministrator: asAdministrator, to: &$1) }
    return Array("{\"payload\":".utf8) + array + [UInt8(ascii: "}")]
  }

  private var preparedInboxes: StoredBody {
    allInboxes.get { StoredBody(inboxesBody(account.inboxes, asAdministrator: true)) }
  }

  // MARK: What changes

  private var preparedRoster: ChatwootRoster {
    roster.get {
      rosters.withLock { $0 += 1 }
      return ChatwootRoster(account, writer: writer, editions: scenario.changesBetweenCalls ? 2 : 1)
    }
  }

  /// The number of times the agents were written: at most once.
  var generatedRosters: Int { rosters.withLock { $0 } }

  /// The number of this call, counted from 1 for each name: calls in between do not matter.
  func call(_ name: String) -> Int {
    calls.withLock { calls in
      calls[name, default: 0] += 1
      return calls[name]!
    }
  }

  /// Whether a resource that is 404 from a certain call on is still listed.
  private func isListed(_ name: String, _ deletedFromRequest: Int?) -> Bool {
    deletedFromRequest.map { number in calls.withLock { $0[name, default: 0] < number } } ?? true
  }

  /// The number of times the list of agents was served.
  private var listings: Int { calls.withLock { $0["agents", default: 0] } }

  private func isPresent(_ place: Int, after listings: Int) -> Bool {
    account.agents[place].leavesAfterListings.map { listings < $0 } ?? true
  }

  private func edition(_ number: Int) -> Int {
    scenario.changesBetweenCalls ? number % 2 : 0
  }

  private func turn(_ number: Int, of count: Int) -> Turn {
    guard scenario.changesBetweenCalls, count > 1 else { return Turn(start: 0, isReversed: false, count: count) }
    var generator = SeededGenerator(seed: writer.seed ^ UInt64(number))
    return Turn(start: (number + generator.below(count)) % count, isReversed: generator.oneIn(2), count: count)
  }
}

/// Another order of the same elements.
private struct Turn {
  let start: Int
  let isReversed: Bool
  let count: Int

  func callAsFunction(_ index: Int) -> Int {
    let turned = (start + index) % count
    return isReversed ? count - 1 - turned : turned
  }
}
