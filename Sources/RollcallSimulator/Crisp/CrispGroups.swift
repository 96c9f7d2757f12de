/// The answers about the sub-inboxes and the teams of one website (Crisp's Node client 11.3.0).
struct CrispGroups {
  let website: CrispWebsite
  let seed: UInt64

  func inboxes(_ number: Int, paging: CrispPaging) -> Answer {
    page(number, of: website.inboxes, paging: paging) { append($0, to: &$1) }
  }

  func teams(_ number: Int, paging: CrispPaging) -> Answer {
    page(number, of: website.teams, paging: paging) { append($0, to: &$1) }
  }

  /// nil if there is none of that id.
  func inbox(_ id: String) -> Answer? {
    website.inboxes.first { $0.id == id }.map { one($0) { append($0, to: &$1) } }
  }

  /// nil if there is none of that id.
  func team(_ id: String) -> Answer? {
    website.teams.first { $0.id == id }.map { one($0) { append($0, to: &$1) } }
  }

  private func page<Group>(
    _ number: Int, of groups: [Group], paging: CrispPaging, append: (Group, inout [UInt8]) -> Void
  ) -> Answer {
    let window = paging.window(ofPage: number, count: groups.count)
    let isLast = window.upperBound == groups.count
    return CrispAnswer.success(
      "listed", data: jsonArray(groups[window], append: append),
      status: paging.usesPartialContent && !isLast ? 206 : 200)
  }

  private func one<Group>(_ group: Group, append: (Group, inout [UInt8]) -> Void) -> Answer {
    var data: [UInt8] = []
    append(group, &data)
    return CrispAnswer.success("resolved", data: data)
  }

  private func append(_ inbox: CrispInbox, to output: inout [UInt8]) {
    var generator = SeededGenerator(seed: seed, purpose: "sub-inbox \(inbox.id)")
    appendStart("inbox_id", inbox.id, inbox.name, inbox.emoji, to: &output)
    output.append(",\"order\":")
    output.appendDecimal(generator.below(100))
    append("operators", inbox.operators, to: &output)
    append("teams", inbox.teams, to: &output)
    append("team_operators", inbox.teamOperators, to: &output)
    output.append(",\"conditions\":[")
    if inbox.hasConditions {
      // Customers' data, and a value that looks like a person's id.
      output.append("{\"model\":\"people:segments\",\"criterion\":\"eq\",\"query\":[\"\(CrispCanary.inboxConditions)")
      output.appendHexadecimal(generator.next(), digits: 8)
      output.append("\"],\"operators\":[\"")
      output.appendUUID(from: &generator)
      output.append("\"]}")
    }
    // How the conditions are joined: not a person.
    output.append("],\"operator\":\"\(generator.oneIn(2) ? "and" : "or")\"")
    appendTimes(&generator, to: &output)
  }

  private func append(_ team: CrispTeam, to output: inout [UInt8]) {
    var generator = SeededGenerator(seed: seed, purpose: "team \(team.id)")
    appendStart("team_id", team.id, team.name, team.emoji, to: &output)
    append("operators", team.operators, to: &output)
    appendTimes(&generator, to: &output)
  }

  private func appendStart(
    _ key: StaticString, _ id: String, _ name: String, _ emoji: String?, to output: inout [UInt8]
  ) {
    output.append("{\"")
    output.append(key)
    output.append("\":")
    output.appendQuoted(id)
    output.append(",\"name\":")
    output.appendQuoted(name)
    output.append(",\"emoji\":")
    if let emoji { output.appendQuoted(emoji) } else { output.append("null") }
  }

  private func append(_ key: StaticString, _ ids: [String]?, to output: inout [UInt8]) {
    guard let ids else { return }
    output.append(",\"")
    output.append(key)
    output.append("\":")
    output.append(contentsOf: jsonArray(ids) { $1.appendQuoted($0) })
  }

  private func appendTimes(_ generator: inout SeededGenerator, to output: inout [UInt8]) {
    let created = 1_767_225_600_000 + generator.below(200 * 86_400_000)
    output.append(",\"created_at\":\(created),\"updated_at\":\(created + generator.below(86_400_000))}")
  }
}
