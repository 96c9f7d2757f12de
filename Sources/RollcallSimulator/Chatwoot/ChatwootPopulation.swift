/// The people, teams and inboxes of a generated account. Everything follows from the seed and from ids alone, so one
/// more item changes no other.
extension ChatwootAccount {
  /// An account whose first agent is the demo token's owner, an administrator.
  /// - Parameters:
  ///   - shared: the number of first agents who are the same people in every account, with other roles.
  ///   - teamMembers: the number of members in each team; nil for teams of many sizes, the second of them empty.
  package static func generated(
    id: Int, agents: Int, teams: Int, inboxes: Int, shared: Int = 1, teamMembers: Int? = nil, seed: UInt64 = 1
  ) -> ChatwootAccount {
    var generator = SeededGenerator(seed: seed, purpose: "chatwoot account \(id)")
    let word = LatinNames.last[generator.below(LatinNames.last.count)]
    var account = ChatwootAccount(id: id, name: "\(word) & Co \(id)")
    account.agents = (0..<agents)
      .map { place in
        let user = place < max(1, shared) ? place + ChatwootToken.demoUserID : id * 10_000_000 + place
        return ChatwootAgent.generated(id: user, account: id, isFirst: place == 0, seed: seed)
      }
    account.customRoles = [
      ChatwootCustomRole(id: id * 100 + 1, name: "Night \"shift\"", permissions: ["conversation_unassigned_manage"]),
      ChatwootCustomRole(
        id: id * 100 + 2, name: "Reader", description: "Reads & reports", permissions: ["report_manage"]),
    ]
    let ids = account.agents.map(\.id)
    account.teams = (0..<teams)
      .map { place in
        let size = teamMembers ?? (place == 1 ? 0 : generator.below(min(30, agents) + 1))
        return ChatwootTeam.generated(id: id * 100_000 + place + 1, from: ids, size: size, seed: seed)
      }
    account.inboxes = (0..<inboxes)
      .map { place in
        let size = generator.below(min(20, agents) + 1)
        return ChatwootInbox.generated(id: id * 100_000 + place + 1, from: ids, size: size, seed: seed)
      }
    return account
  }
}

extension ChatwootAgent {
  /// The person's data follow from the user's id, the membership's data also from the account's id.
  static func generated(id: Int, account: Int, isFirst: Bool, seed: UInt64) -> ChatwootAgent {
    var person = SeededGenerator(seed: seed, purpose: "chatwoot user \(id)")
    var membership = SeededGenerator(seed: seed, purpose: "chatwoot member \(id) of \(account)")
    let isPending = !isFirst && person.oneIn(20)
    let email = address(id, &person)
    let name = isPending ? String(email.prefix { $0 != "@" }) : personName(&person)
    var agent = ChatwootAgent(
      id: id, name: name, email: email, role: isFirst || membership.oneIn(15) ? .administrator : .agent)
    agent.confirmed = !isPending
    if person.oneIn(4) { agent.displayName = person.oneIn(3) ? "" : String(name.prefix(12)) }
    if person.oneIn(10) { agent.provider = "saml" }
    if person.oneIn(8) {
      agent.customAttributes =
        "{\"phone_number\":\"+1555\(1_000 + person.below(9_000))\",\"note\":\"\(ChatwootCanary.customAttribute)\""
        + ",\"nested\":{\"role\":\"not this one\",\"id\":[0,null]}}"
    }
    if person.oneIn(3) {
      // The unreachable host stands for installations whose `FRONTEND_URL` is wrong.
      let origin = person.oneIn(6) ? "http://0.0.0.0:3000/" : "https://chat.example.test"
      agent.thumbnail = "\(origin)/rails/active_storage/representations/redirect/\(randomUUID(from: &person))/a.png"
    }
    agent.availability = [.online, .busy, .offline][membership.below(3)]
    agent.autoOffline = !membership.oneIn(4)
    // Administrators can have one too.
    if !isFirst && membership.oneIn(6) { agent.customRoleID = account * 100 + [1, 2, 2][membership.below(3)] }
    return agent
  }

  /// The address is unique by the id in it, as Chatwoot demands, and in lower case.
  private static func address(_ id: Int, _ generator: inout SeededGenerator) -> String {
    var bytes: [UInt8] = []
    addresses.append(to: &bytes, using: &generator)
    let text = String(decoding: bytes, as: UTF8.self)
    let at = text.firstIndex(of: "@") ?? text.endIndex
    return "\(text[..<at])-\(id)\(text[at...])".lowercased()
  }

  private static func personName(_ generator: inout SeededGenerator) -> String {
    switch generator.below(200) {
    case 0...7: return "Alex Morgan"
    case 8...11: return awkward[generator.below(awkward.count)]
    case 12: return String(repeating: "Long ", count: 400) + "Name"
    case 13...40:
      let script = WorldNames.scripts[generator.below(WorldNames.scripts.count)]
      let (first, last) = (script.first.texts, script.last.texts)
      return "\(first[generator.below(first.count)]) \(last[generator.below(last.count)])"
    default:
      let (first, last) = (LatinNames.first, LatinNames.last)
      return "\(first[generator.below(first.count)]) \(last[generator.below(last.count)])"
    }
  }

  private static let addresses = MailAddresses()
  /// A name must not be blank.
  private static let awkward = AwkwardPhrases.all.texts.filter { $0.contains { !$0.isWhitespace } }
}

extension ChatwootTeam {
  static func generated(id: Int, from users: [Int], size: Int, seed: UInt64) -> ChatwootTeam {
    var generator = SeededGenerator(seed: seed, purpose: "chatwoot team \(id)")
    // Names are unique in an account, so the id is a part of them.
    let word = generator.oneIn(10) ? "=\"Night\" 🌙, <shift>" : words[generator.below(words.count)]
    var team = ChatwootTeam(
      id: id, name: "\(word) \(id)", members: generator.pick(size, of: users))
    team.description =
      switch generator.below(4) {
      case 0: nil
      case 1: ""
      case 2: "Handles \"\(word)\",\nday & night"
      default: "Handles \(word)"
      }
    if generator.oneIn(5) { team.allowAutoAssign = generator.oneIn(4) ? nil : false }
    return team
  }

  private static let words = phrases(
    in: "support billing sales returns onboarding escalations vip_care night_shift weekend logistics partners legal")
}

extension ChatwootInbox {
  static func generated(id: Int, from users: [Int], size: Int, seed: UInt64) -> ChatwootInbox {
    var generator = SeededGenerator(seed: seed, purpose: "chatwoot inbox \(id)")
    let channels = Channel.generated
    // The channels take turns, so that a few inboxes are enough for every kind of secret.
    let channel = channels[id % channels.count]
    let word = words[generator.below(words.count)]
    var inbox = ChatwootInbox(
      id: id, name: generator.oneIn(6) ? "\(word)" : "\(word) \(id)", channel: channel,
      members: generator.pick(size, of: users))
    inbox.enableAutoAssignment = !generator.oneIn(5)
    return inbox
  }

  private static let words = phrases(in: "Website Shop Info Help_\"desk\" Orders,_EMEA 客服 WhatsApp @support Careers")
}
