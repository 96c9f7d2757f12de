/// The answer to who can read which conversations, in a form that was chosen.
public struct AccessAnswer {
  /// The forms of an answer.
  public enum Form: Sendable {
    /// For people: totals, then places, then what remains unknown.
    case text
    /// Rows of `Schema.access`.
    case rows(OutputFormat)
  }

  private let snapshot: SnapshotReader
  private let filter: AccessFilter
  private let includesOthers: Bool
  private let form: Form

  /// Asks a question about a snapshot.
  ///
  /// - Parameters:
  ///   - snapshot: the snapshot.
  ///   - form: the form of the answer.
  ///   - email: the address of the only person to tell about, in any case; `nil` for everyone.
  ///   - place: the only place to tell about, as in `inbox:3`; `nil` for every place.
  ///   - includesOthers: whether invitations and people who left are told as well.
  public init(
    _ snapshot: SnapshotReader, form: Form = .text, email: String? = nil, place: String? = nil,
    includesOthers: Bool = false
  ) {
    self.snapshot = snapshot
    self.form = form
    self.includesOthers = includesOthers
    filter = AccessFilter(email: email, place: place)
  }

  /// Writes the answer.
  ///
  /// - Returns: remarks for people for which the rows have no place, such as that nobody was found; a text has them.
  /// - Throws: `RollcallError` with the code `undecodable` if the snapshot is damaged or lacks a table; then what was
  ///   written is not the whole answer.
  package func write(to sink: any ByteSink) throws(RollcallError) -> [String] {
    // Nothing is written of a question that cannot be answered.
    try snapshot.checkTables()
    let listing = AccessListing(snapshot, includesOthers: includesOthers)
    switch form {
    case .rows(let format):
      var rows = FilteredAccess(AccessRows(snapshot, format, to: sink), filter)
      try listing.tell(&rows)
      try rows.receiver.finish()
      return remarks(rows) + rows.unknowns.lines
    case .text:
      try writeText(listing, to: sink)
      return []
    }
  }

  /// The totals: who can read, who is not counted, and what is unknown, a line each.
  package func totals() throws(RollcallError) -> [String] {
    var head = AccessHead(snapshot: snapshot, totals: AccessTotals())
    try AccessListing(snapshot).tell(&head.totals)
    return head.totalLines()
  }

  private func writeText(_ listing: AccessListing, to sink: any ByteSink) throws(RollcallError) {
    var output = TextOutput(to: sink)
    var head = AccessHead(snapshot: snapshot, totals: AccessTotals())
    if filter.isEmpty {
      // The totals come first, so that the snapshot is read twice: memory does not hold the places meanwhile.
      try AccessListing(snapshot).tell(&head.totals)
      try output.lines(head.lines())
    } else {
      try output.lines(AccessHead.heading(of: snapshot))
    }
    try output.flush()
    let text = AccessText(
      to: output, command: "rollcall access \(snapshot.path.shellQuoted)", limits: filter.isEmpty ? .init() : .narrow)
    var filtered = FilteredAccess(text, filter)
    try listing.tell(&filtered)
    try filtered.receiver.finish()
    // Without a filter, the totals have said what is unknown.
    let remarks = remarks(filtered) + (filter.isEmpty ? [] : filtered.unknowns.lines)
    if !remarks.isEmpty { try output.line() }
    try output.lines(remarks.map { "\($0.capitalizingFirst)." })
    try output.lines(head.gaps)
    try output.flush()
  }

  private func remarks<Receiver: AccessReceiver & ~Copyable>(_ access: borrowing FilteredAccess<Receiver>) -> [String] {
    if let open = access.openPlace {
      return [
        "the place \(open.place.key.shown()) is open: everyone who reads \(open.tenant.key.shown()) reads it; "
          + "ask for --resource \(open.tenant.key.shown())"
      ]
    }
    if let closed = access.closedPlace {
      let type = closed.tenant.rules.tenantType
      let own = closed.tenant.places.first { $0.type == type }?.key.shown()
      let example = own ?? closed.tenant.places.first { $0.type == "inbox" }?.key.shown()
      return [
        "nobody reads conversations through \(closed.place.key.shown()) by itself: they are read in "
          + (own.map { "\($0) and its inboxes" } ?? "the inboxes of \(type) \(closed.tenant.report.tenantId.shown())")
          + (example.map { "; ask for one of them, as in --resource \($0)" } ?? "")
      ]
    }
    let unread = access.isPlaceUnread ? ["the members of \(filter.place?.shown() ?? "") were not all read"] : []
    return unread + (access.foundAny ? [] : [absence(access)])
  }

  /// That nobody was found, and why. Who is in the snapshot and reads nothing is told apart from who is not in it.
  private func absence<Receiver: AccessReceiver & ~Copyable>(_ access: borrowing FilteredAccess<Receiver>) -> String {
    let place = filter.place?.shown() ?? ""
    if filter.place != nil, !access.isPlaceKnown { return "nobody was found: the snapshot has no place \(place)" }
    guard let address = filter.address?.shown() else {
      return "nobody was found: nobody " + (filter.isEmpty ? "in the snapshot can read" : "reads \(place)")
    }
    guard let standing = access.standing else { return "nobody was found with the e-mail address \(address)" }
    let reason =
      switch standing {
      case .invited: "has not accepted the invitation; --all shows it"
      case .left: "left; --all shows the memberships that remain"
      case .nowhere: "is in no place"
      case .unknownRole: "it is unknown what the person's role allows"
      case .unknownMemberships: "not all memberships were read"
      case .reads: "does not read \(place)"
      }
    return "the person with the e-mail address \(address) is in the snapshot, but \(reason)"
  }
}

extension String {
  /// The text as the beginning of a sentence.
  fileprivate var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension ServiceDefinition {
  /// The types of the places that people read, as they stand before the colon of `inbox:3`.
  package static var placeTypes: [String] { all.map(\.rules.tenantType) + ["inbox", "team"] }
}
