/// Who can read what, place by place: the people with the highest rights first. It is written while it is told.
struct ReportPlaces: AccessReceiver {
  private var output: HTMLOutput
  private let command: String
  /// The most people of one place, and of all places.
  private let peopleLimit: Int
  private var rest: Int
  private var tenant: AccessTenant?
  private var isTenantNamed = false
  private var place: PlaceTable?
  private var hiddenPlaces = 0

  /// - Parameters:
  ///   - command: the command that lists all, `rollcall access DIR`.
  ///   - limit: the most people in all.
  init(to output: HTMLOutput, command: String, peopleLimit: Int, limit: Int) {
    self.output = output
    self.command = command
    self.peopleLimit = peopleLimit
    rest = limit
  }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    self.tenant = tenant
    isTenantNamed = false
  }

  mutating func begin(_ place: AccessPlace) throws(RollcallError) {
    try finishPlace()
    self.place = PlaceTable(place, limit: min(peopleLimit, rest))
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    guard let tenant else { return }
    self.place?.take(person, access, in: tenant)
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {
    try finishPlace()
    guard isTenantNamed, !tenant.openInboxes.isEmpty else { return }
    let names = tenant.openInboxes.prefix(50).map { HTML.place($0) }.joined(by: ", ")
    let rest: HTML = tenant.openInboxes.count > 50 ? " and \(tenant.openInboxes.count - 50) more" : ""
    try output.add(
      "<p class=\"note\">Open to everyone listed for the \(words: tenant.rules.tenantType): \(names)\(rest).</p>")
  }

  private mutating func finishPlace() throws(RollcallError) {
    guard let table = place.take(), let tenant, table.count > 0 else { return }
    guard rest > 0 else {
      hiddenPlaces += 1
      return
    }
    if !isTenantNamed {
      isTenantNamed = true
      try output.add(heading(of: tenant))
    }
    try output.add(table.html(of: tenant, command: command))
    rest -= table.shownCount
  }

  private func heading(of tenant: AccessTenant) -> HTML {
    let report = tenant.report
    let unknown: HTML =
      tenant.lacksInboxes ? "\n<p class=\"note\">Unknown: \(words: tenant.rules.reading.withoutInboxes).</p>" : ""
    return """
      <h3>\(HTML.tenant(tenant))</h3>
      <p class="soft">\(words: report.service.capitalizedFirst) \(words: tenant.rules.tenantType) \(report.tenantId) \
      at \(report.instance)</p>\(unknown)
      """
  }

  /// Writes how many places are not shown.
  mutating func finish() throws(RollcallError) -> HTMLOutput {
    try output.add(.more(hiddenPlaces, "places", "\(command) --format csv"))
    return output
  }
}

/// The people of one place as a table, in groups of the same rights.
struct PlaceTable {
  /// The people with the same rights, of which the first are shown.
  private struct Group {
    let access: Access
    let way: HTML
    var rows: [HTML] = []
    var count = 0
  }

  private let place: AccessPlace
  private let limit: Int
  private var groups: [Group] = []
  /// The number of people.
  private(set) var count = 0

  /// The most groups; a service has a handful of roles.
  private static let groupLimit = 32

  init(_ place: AccessPlace, limit: Int) {
    self.place = place
    self.limit = limit
  }

  /// The number of people who are shown.
  var shownCount: Int { min(limit, groups.reduce(0) { $0 + $1.rows.count }) }

  mutating func take(_ person: AccessPerson, _ access: Access, in tenant: AccessTenant) {
    count += 1
    var index = groups.firstIndex { $0.access == access }
    if index == nil, groups.count < Self.groupLimit {
      index = groups.count
      groups.append(Group(access: access, way: way(of: access, in: tenant)))
    }
    guard let index else { return }
    groups[index].count += 1
    guard groups[index].rows.count < limit else { return }
    let twoFactor: HTML =
      switch person.isTwoFactorEnabled {
      case true: "on"
      case false: "<b>off</b>"
      case nil: "not told"
      }
    groups[index].rows.append("<tr>\(HTML.cells(of: person))<td>\(twoFactor)</td><td class=\"d\"></td></tr>\n")
  }

  /// Through what, without ids: the heading names the place, or its tenant.
  private func way(of access: Access, in tenant: AccessTenant) -> HTML {
    for id in [place.id, tenant.report.tenantId] where access.way.hasSuffix(" \(id)") {
      return "through: \(words: String(access.way.dropLast(id.count + 1)))"
    }
    return "through: \(access.way)"
  }

  /// The table, the highest rights first.
  func html(of tenant: AccessTenant, command: String) -> HTML {
    var room = limit
    var bodies = HTML()
    for group in groups.filter(\.access.isLeading) + groups.filter({ !$0.access.isLeading }) {
      let rows = group.rows.prefix(room)
      room -= rows.count
      let hidden: HTML = rows.count < group.count ? ", \(rows.count) of them here" : ""
      bodies += """
        <tbody>
        <tr><th colspan="4" scope="rowgroup">\(words: name(of: group)) <span class="soft">\(group.way)\(hidden)</span></th></tr>
        \(Array(rows).joined())</tbody>

        """
    }
    let people: HTML = count == 1 ? "1 person" : "\(count) people"
    return HTML.table(
      "\(words: place.type.capitalizedFirst) \(place.name.nonEmpty ?? place.id): \(people)",
      ["Name", "E-mail", "Two-factor", .decision], grouped: true, bodies)
      + .more(count - shownCount, "people", "\(command) --resource \(place.key.shellQuoted) --format csv")
  }

  private func name(of group: Group) -> String {
    guard let name = group.access.name else { return "\(group.count.grouped) without a role" }
    if group.access.isLeading || name == ReadingRules.memberAccess { return group.count.seats(name) }
    return name == ReadingRules.customAccess
      ? "\(group.count.grouped) with a custom role" : "\(group.count.grouped) with the role \(name.shown(limit: 30))"
  }
}
