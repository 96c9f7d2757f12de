import Backpressure

/// A collector of the teams and sub-inboxes of a website, one page after the other.
final class CrispGroupCollector: Sendable {
  private struct State {
    var groups: CrispGroups
    /// The state before the page that is under way.
    var mark: CrispGroups.Mark
  }

  private let state: Lock<State>

  init(of website: Tenant) {
    let groups = CrispGroups(of: website)
    state = Lock(State(groups: groups, mark: groups.mark))
  }

  /// Begins a page, perhaps again: the additions of an earlier attempt are taken back.
  func beginPage() {
    state.withLock { state in
      let mark = state.mark
      state.groups.rewind(to: mark)
    }
  }

  /// Adds to the groups.
  func add(_ body: (inout CrispGroups) throws -> Void) throws { try state.withLock { try body(&$0.groups) } }

  /// Keeps the additions of the page.
  @discardableResult
  func keepPage() -> CrispGroups.Mark {
    state.withLock { state in
      state.mark = state.groups.mark
      return state.mark
    }
  }

  /// Takes back the pages since a mark.
  func rewind(to mark: CrispGroups.Mark) {
    state.withLock { state in
      state.groups.rewind(to: mark)
      state.mark = mark
    }
  }

  /// Hands the groups over.
  func take(leaving website: Tenant) -> CrispGroups {
    state.withLock { state in
      let groups = state.groups
      state.groups = CrispGroups(of: website)
      state.mark = state.groups.mark
      return groups
    }
  }
}

/// A mapper of a page of *List Website Teams* or *List Website Inboxes*.
///
/// Sub-inboxes come with the conditions of their routing, which may quote a company's knowledge of its customers. The
/// mapper does not look at them.
struct CrispGroupsMapper: PageMapper {
  let kind: CrispGroup.Kind
  let website: Tenant
  let collector: CrispGroupCollector
  let failures: CrispFailures
  private var page = CrispListPage()

  init(_ kind: CrispGroup.Kind, of website: Tenant, into collector: CrispGroupCollector, failures: CrispFailures) {
    self.kind = kind
    self.website = website
    self.collector = collector
    self.failures = failures
  }

  mutating func take(status: Int) { page.saysMore = status == 206 }

  mutating func begin() -> RowBatch? {
    collector.beginPage()
    return nil
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var fields = JSONFieldReader(
      kind == .team ? "team_id" : "inbox_id", "name", "emoji", "operators", "teams", "team_operators", "website_id")
    try elements.forEachElement { element in
      do {
        try fields.read(element, as: "the element")
        try CrispWebsiteID.check(fields[6], is: website)
        guard page.ids.count < CrispGroups.limit else {
          throw DecodeError("the page has more than \(CrispGroups.limit) elements")
        }
        guard let id = Self.id(of: fields[0]) else {
          throw fields.wrongType(0, kind == .team ? "the id of a team" : "the id of an inbox")
        }
        // If the list moved on, the element was on an earlier page, which counts.
        try collector.add { groups in
          if !groups.contains(id, kind) { try add(id, fields, to: &groups) }
        }
        page.ids.append(id)
      } catch let error as JSONFieldError {
        throw DecodeError("\(place): \(error.message)")
      }
    }
    return nil
  }

  /// The element that is being read.
  private var place: String { "element \(page.ids.count + 1) of the list" }

  private func add(_ id: String, _ fields: JSONFieldReader, to groups: inout CrispGroups) throws {
    let name = try fields.string(1)
    var attributes = JSONObjectWriter()
    try attributes.add("emoji", fields[2], expected: .string)
    var count = try addMembers(3, "operators", fields, to: &groups)
    if kind == .inbox {
      var teams: [String] = []
      var known: Set<String> = []
      try forEachElement(of: 4, in: fields) { element in
        guard let team = Self.id(of: element) else { throw wrongElement("teams", "ids of teams", element) }
        guard known.insert(team).inserted else { return }
        teams.append(team)
        try groups.addTeam(team, namesPeople: fields[5].kind == .array)
      }
      count += try addMembers(5, "team_operators", fields, to: &groups) + teams.count
      attributes.add("open", count == 0)
      if fields[4].kind == .array { attributes.add("teams", teams) }
    }
    try groups.add(
      kind, id, name: name, attributes: attributes.finish(), isOpen: kind == .inbox && count == 0)
  }

  /// Adds the users of a list.
  ///
  /// - Returns: how many there are.
  private func addMembers(
    _ index: Int, _ name: String, _ fields: JSONFieldReader, to groups: inout CrispGroups
  ) throws -> Int {
    var count = 0
    try forEachElement(of: index, in: fields) { element in
      count += 1
      if var digits = element.integerText { return try digits.withUTF8 { try groups.addMember($0) } }
      guard let id = element.utf8, (1...CrispPeople.longestID).contains(id.count) else {
        throw wrongElement(name, "ids of users, each of 1 to \(CrispPeople.longestID) bytes", element)
      }
      try groups.addMember(id)
    }
    return count
  }

  /// Calls `body` with each element of a list that may be missing.
  private func forEachElement(
    of index: Int, in fields: JSONFieldReader, _ body: (JSONElement) throws -> Void
  ) throws {
    let list = fields[index]
    guard list.kind == .array || list.isMissing else { throw fields.wrongType(index, "an array") }
    try list.forEachElement(body)
  }

  private func wrongElement(_ name: String, _ expected: String, _ element: JSONElement) -> DecodeError {
    DecodeError("\(place): `\(name)` should have \(expected), and has \(element.kind.rawValue)")
  }

  /// The id of a team or sub-inbox, which becomes a part of other ids; `nil` for a value that cannot be one.
  private static func id(of element: JSONElement) -> String? {
    guard let text = element.string ?? element.integerText, CrispWebsiteID.isSafe(text) else { return nil }
    return text
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try CrispEnvelope(frame).emptiedList(failures: failures)
    try page.check()
    guard Set(page.ids).count == page.ids.count else {
      throw DecodeError("one \(kind == .team ? "team" : "sub-inbox") is there twice", isContradiction: true)
    }
    return nil
  }

  var answer: CrispListPage? { page }
}
