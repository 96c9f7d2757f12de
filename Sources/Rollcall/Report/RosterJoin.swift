/// The people of a snapshot beside a roster: those who left and still have access, and those whom the roster lacks.
struct RosterJoin: AccessReceiver {
  /// A person who left, and what is left of the access.
  private struct Leaver {
    let cells: HTML
    let about: HTML
    var places = HTML()
    var count = 0
  }

  private let roster: Roster
  private let moment: Timestamp
  private let limit: Int
  private var leavers: [Leaver] = []
  private var indexes: [UInt64: Int] = [:]
  private var leaverIdentities = IdentitySet()
  private(set) var leaverCount = 0
  /// The people who read and are not on the roster, once for each tenant.
  private(set) var strangers: LongList
  private var tenant: AccessTenant?
  private var hasher = Hasher()

  /// The places of a person that are named.
  private static let placeLimit = 6

  init(_ roster: Roster, at moment: Timestamp, limit: Int) {
    self.roster = roster
    self.moment = moment
    self.limit = limit
    strangers = LongList(limit: limit)
  }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    self.tenant = tenant.withoutPlaces
    hasher = Hasher(keysOf: tenant.report.tenant)
  }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    guard let tenant else { return }
    switch standing {
    case .reads, .invited, .unknownMemberships, .unknownRole: break
    case .left, .nowhere: return
    }
    let entries = roster.entries(of: person.email)
    let isInvited = standing == .invited
    let isUnknown = standing == .unknownMemberships || standing == .unknownRole
    guard !entries.isEmpty else {
      if !isInvited, !isUnknown {
        strangers.add("<td>\(HTML.tenant(tenant))</td>\(HTML.cells(of: person))<td>\(person.role)</td>")
      }
      return
    }
    guard let entry = entries.first(where: { $0.hasLeft(by: moment) }) else { return }
    let identity = person.identity(in: hasher)
    leaverIdentities.insert(identity)
    if indexes[identity] == nil, leavers.count < limit {
      indexes[identity] = leavers.count
      leavers.append(Leaver(cells: .linkedCells(of: person), about: cells(of: entry, among: entries)))
    }
    if isInvited { note("<i>invited to</i> \(HTML.tenant(tenant))", of: identity) }
    if isUnknown {
      note("<i>a seat in</i> \(HTML.tenant(tenant)), <i>of which is not known what it reads</i>", of: identity)
    }
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    guard person.isEnabled, let tenant else { return }
    note("\(HTML.place(place, of: tenant)) (\(access.name ?? "no role"))", of: person.identity(in: hasher))
  }

  private mutating func note(_ place: HTML, of identity: UInt64) {
    guard let index = indexes[identity] else { return }
    leavers[index].count += 1
    guard leavers[index].count <= Self.placeLimit else { return }
    if leavers[index].count > 1 { leavers[index].places += "<br>" }
    leavers[index].places += place
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {}

  /// Counts the people who left, each once.
  mutating func finish() { leaverCount = leaverIdentities.count() }

  private func cells(of entry: Roster.Entry, among entries: [Roster.Entry]) -> HTML {
    let end: HTML = entry.endDate.nonEmpty.map { "until \($0)" } ?? ""
    let state = [entry.status.nonEmpty.map { "\($0)" as HTML } ?? "", end].filter { !$0.isEmpty }.joined(by: ", ")
    let other = entries.first { !$0.hasLeft(by: moment) }
    let doubt: HTML = other.map { "<br>line \($0.line) of the roster says otherwise" } ?? ""
    let belongs = [entry.department, entry.manager].compactMap { $0.nonEmpty }.map { "\($0)" as HTML }
      .joined(by: "<br>")
    return "<td>\(state)\(doubt)</td><td>\(belongs)</td>"
  }

  private var notes: HTML {
    roster.notes.map { "<p class=\"note\">Note: \(words: $0).</p>\n" as HTML }.joined()
  }

  /// Whether the roster tells who left, so that a number of them means something.
  var tellsWhoLeft: Bool { roster.silence == nil }

  /// The section where the roster does not tell who left.
  private func section(silentBecause silence: String) -> HTML {
    let others: HTML =
      strangers.count > 0
      ? "<p>People who read conversations and are not on the roster are listed under <b>Exceptions</b>.</p>\n" : ""
    return """
      <section>
      <h2>People who left</h2>
      <div class="state bad">
      <p><strong>The roster does not tell who left:</strong> \(words: silence). So nothing is known here of people who \
      left and still have access.</p>
      </div>
      \(others)\(notes)</section>
      """
  }

  /// The section of people who left and still have access.
  func section(command: String) -> HTML {
    if let silence = roster.silence { return section(silentBecause: silence) }
    guard leaverCount > 0 else {
      return """
        <section>
        <h2>People who left</h2>
        <p>Nobody who left according to the roster can read conversations.</p>
        \(notes)</section>
        """
    }
    var rows = HTML()
    for leaver in leavers {
      let rest: HTML = leaver.count > Self.placeLimit ? "<br>and \(leaver.count - Self.placeLimit) more" : ""
      rows += "<tr>\(leaver.cells)\(leaver.about)<td>\(leaver.places)\(rest)</td></tr>\n"
    }
    let table = HTML.table(
      "People who left according to the roster and still have access: \(leaverCount)",
      ["Name", "E-mail", "Status", "Department, manager", "Access"], rows)
    return """
      <section>
      <h2>People who left</h2>
      <p>The roster says that these people left. They still have access: take it away first.</p>
      \(table)\(HTML.more(leaverCount - leavers.count, "people", command))
      \(notes)</section>
      """
  }
}
