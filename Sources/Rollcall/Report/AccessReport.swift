/// A page about a snapshot to read, to sign and to hand to an auditor: one HTML file that loads nothing.
///
/// The snapshot is read several times, so that memory holds no more than 24 bytes a person beside the lists that are shown,
/// and the places, members and leaders of one tenant.
public struct AccessReport {
  private let snapshot: SnapshotReader
  private let older: SnapshotReader?
  private let roster: Roster?
  private let maximumRows: Int

  /// Prepares a page.
  ///
  /// - Parameters:
  ///   - snapshot: the snapshot.
  ///   - older: the snapshot since which changes are told; `nil` for none.
  ///   - roster: the people whom a personnel system or directory knows; `nil` for none.
  ///   - maximumRows: the most rows of each list. Longer lists end with how many more there are.
  public init(
    _ snapshot: SnapshotReader, since older: SnapshotReader? = nil, roster: Roster? = nil, maximumRows: Int = 2_000
  ) {
    self.snapshot = snapshot
    self.older = older
    self.roster = roster
    self.maximumRows = maximumRows
  }

  /// The command that lists all access.
  private var accessCommand: String { "rollcall access \(snapshot.path.shellQuoted)" }
  /// The command that makes the page with longer lists.
  private var reportCommand: String {
    "rollcall report \(snapshot.path.shellQuoted) --max-rows \(min(maximumRows * 10, Self.rowLimits.upperBound)) --output FILE.html"
  }

  /// The numbers of rows that can be asked for.
  package static let rowLimits = 1...1_000_000

  /// Writes the page.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if a snapshot is damaged or lacks a table; then what was
  ///   written is not a page.
  package func write(to sink: any ByteSink) throws(RollcallError) {
    let facts = try readFacts()
    let changes = try older.map { (older) throws(RollcallError) in
      try ReportChanges(old: older, new: snapshot, limit: maximumRows)
    }
    var output = HTMLOutput(to: sink)
    try output.add(ReportHead(snapshot: snapshot).html)
    if let roster = facts.roster { try output.add(roster.section(command: "\(accessCommand) --format csv")) }
    try output.add(facts.numbers(changes).html)
    if let changes { try output.add(changes.section) }
    try writePlaces(facts.places, to: &output)
    try output.add(
      """
      <section>
      <h2>People in several places</h2>
      <p>Seats with the same e-mail address are one person.</p>
      \(facts.several.table(count: facts.severalCount, command: "\(accessCommand) --format csv"))
      </section>
      """)
    try output.add(
      ReportExceptions(
        survey: facts.tenants, exceptions: facts.exceptions, domains: facts.domains, roles: facts.roles,
        roster: facts.roster,
        access: accessCommand, report: reportCommand
      )
      .html)
    let pictures = PlaceBars(facts.places).figure + AccessMatrix(facts.several).figure(everyone: facts.readers)
    if !pictures.isEmpty { try output.add("<section>\n<h2>Pictures</h2>\n\(pictures)\n</section>") }
    try output.add(ReportCompleteness(snapshot: snapshot, limit: maximumRows, command: reportCommand).html)
    try output.add(ReportSignOff.html(digest: snapshot.manifestDigest))
    try output.flush()
  }

  private func writePlaces(_ places: PlaceSurvey, to output: inout HTMLOutput) throws(RollcallError) {
    let limit = places.peopleLimit
    let note: HTML =
      places.largest.contains { $0.people > limit }
      ? "\n<p>At most \(limit) people of a place are listed here, those with the highest rights first.</p>" : ""
    try output.add("<section>\n<h2>Who can read what, by place</h2>\(note)")
    var section = ReportPlaces(to: output, command: accessCommand, peopleLimit: limit, limit: maximumRows)
    try AccessListing(snapshot).tell(&section)
    output = try section.finish()
    try output.add("</section>")
  }
}

extension AccessReport {
  /// What is known before the page is written.
  private struct Facts {
    let totals: AccessTotals
    let readers: Int
    let leaders: Int
    let places: PlaceSurvey
    let tenants: TenantSurvey
    let withoutTwoFactor: Int
    let withTwoFactor: Int
    let severalCount: Int
    let several: PeopleInSeveralPlaces
    let exceptions: Exceptions
    let domains: ForeignDomains
    let roster: RosterJoin?
    let roles: CustomRoles

    func numbers(_ changes: ReportChanges?) -> ReportNumbers {
      ReportNumbers(
        readers: readers, leaders: leaders, totals: totals, withoutTwoFactor: withoutTwoFactor,
        withTwoFactor: withTwoFactor, changes: changes, roster: roster)
    }
  }

  /// Reads the snapshot three times: for the totals, for the people in several places, and for the names in lists.
  private func readFacts() throws(RollcallError) -> Facts {
    let listing = AccessListing(snapshot)
    var first = PairedAccess(
      AccessTotals(), PairedAccess(PlaceSurvey(limit: maximumRows), TenantSurvey(limit: maximumRows)))
    try listing.tell(&first)
    var totals = first.first
    let (readers, leaders) = (totals.countReaders(), totals.countLeaders())
    totals.forgetPeople()
    let (places, tenants) = (first.second.first, first.second.second)
    // Its people are not needed any more.
    first = PairedAccess(AccessTotals(), PairedAccess(PlaceSurvey(limit: 0), TenantSurvey(limit: 0)))

    var seats = Seats(expected: snapshot.report(of: .operators)?.rows ?? 0)
    try listing.tell(&seats)
    let people = seats.group(keeping: readers <= AccessMatrix.peopleLimit ? 1 : 2)

    var lists = PairedAccess(
      PeopleInSeveralPlaces(people, limit: maximumRows),
      PairedAccess(
        PairedAccess(
          Exceptions(limit: maximumRows), ForeignDomains(usualDomains: tenants.usualDomains, limit: maximumRows)),
        OptionalAccess(roster.map { RosterJoin($0, at: snapshot.manifest.snapshotAt, limit: maximumRows) })))
    try AccessListing(snapshot, includesOthers: true).tell(&lists)
    var joined = lists.second.second.receiver
    joined?.finish()
    return Facts(
      totals: totals, readers: readers, leaders: leaders, places: places, tenants: tenants,
      withoutTwoFactor: seats.withoutTwoFactor, withTwoFactor: seats.withTwoFactor, severalCount: seats.severalCount,
      several: lists.first, exceptions: lists.second.first.first, domains: lists.second.first.second, roster: joined,
      roles: try CustomRoles(snapshot, limit: maximumRows))
  }
}
