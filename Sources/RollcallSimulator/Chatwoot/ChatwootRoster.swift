/// The agents of one account, written once for each successive state. Whole lists are served from here without copying,
/// and lists of members consist of the same elements.
struct ChatwootRoster: Sendable {
  /// One state: who is online, and the order of agents with equal names.
  struct Edition: Sendable {
    /// The body of List Agents.
    let body: StoredBody
    /// The place of each agent in it, by place in the scenario.
    let elements: [Range<Int>]
    /// The places in the scenario, in the order of the list.
    let order: [Int]
  }

  let editions: [Edition]

  init(_ account: ChatwootAccount, writer: ChatwootAgentWriter, editions count: Int) {
    let keys = account.agents.map { $0.name.lowercased() }
    editions = (0..<count)
      .map { edition in
        var generator = SeededGenerator(seed: writer.seed, purpose: "ties \(account.id) \(edition)")
        let ties = account.agents.map { _ in generator.next() }
        // The order depends only on the lower-case name (Chatwoot's `User.order_by_full_name`): nothing breaks a tie.
        let order = account.agents.indices.sorted { (keys[$0], ties[$0]) < (keys[$1], ties[$1]) }
        var body: [UInt8] = [UInt8(ascii: "[")]
        var elements: [Range<Int>] = Array(repeating: 0..<0, count: order.count)
        for place in order {
          if body.count > 1 { body.append(UInt8(ascii: ",")) }
          let start = body.count
          writer.append(account.agents[place], account: account.id, edition: edition, isMember: true, to: &body)
          elements[place] = start..<body.count
        }
        body.append(UInt8(ascii: "]"))
        return Edition(body: StoredBody(body), elements: elements, order: order)
      }
  }
}

extension [UInt8] {
  /// Appends a part of a body in memory, after a comma if it is not the first.
  mutating func appendElement(_ range: Range<Int>, of body: StoredBody) {
    if last != UInt8(ascii: "[") { append(UInt8(ascii: ",")) }
    body.append(range, to: &self)
  }
}
