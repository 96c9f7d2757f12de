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
  /// - Returns: remarks for people that are not part of the answer, such as that nobody was found.
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
    case .text: return try writeText(listing, to: sink)
    }
  }

  /// The totals: who can read, who is not counted, and what is unknown, a line each.
  package func totals() throws(RollcallError) -> [String] {
    var head = AccessHead(snapshot: snapshot, totals: AccessTotals())
    try AccessListing(snapshot).tell(&head.totals)
    return head.totalLines()
  }

  private func writeText(_ listing: AccessListing, to sink: any ByteSink) throws(RollcallError) -> [String] {
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
    try output.lines(head.gaps)
    try output.flush()
    let known = remarks(filtered)
    // Without a filter, the totals have said it.
    return filter.isEmpty ? known : known + filtered.unknowns.lines
  }

  private func remarks<Receiver: AccessReceiver & ~Copyable>(_ access: borrowing FilteredAccess<Receiver>) -> [String] {
    if let open = access.openPlace {
      return [
        "\(open.place.key.shown()) is open: everyone who reads \(open.tenant.key.shown()) reads it; "
          + "ask for --resource \(open.tenant.key.shown())"
      ]
    }
    let unread = access.isPlaceUnread ? ["the members of \(filter.place?.shown() ?? "") were not all read"] : []
    return unread + (access.foundAny ? [] : ["nobody was found: \(reason(access))"])
  }

  /// Why nobody was found.
  private func reason<Receiver: AccessReceiver & ~Copyable>(_ access: borrowing FilteredAccess<Receiver>) -> String {
    if let place = filter.place, !access.isPlaceKnown { return "the snapshot has no place \(place.shown())" }
    guard filter.email != nil else {
      return filter.isEmpty ? "nobody in the snapshot can read" : "nobody reads \(filter.place?.shown() ?? "")"
    }
    return switch access.standing {
    case nil: "no operator of the snapshot has this address"
    case .invited?: "this person was invited, and has not accepted; --all shows it"
    case .left?: "this person left; --all shows the memberships that are left"
    case .nowhere?: "this person has a seat, and is in no place"
    case .unknownRole?: "it is unknown what this person's role allows"
    case .unknownMemberships?: "not all memberships were read"
    case .reads?: "this person does not read \(filter.place?.shown() ?? "")"
    }
  }
}

extension ServiceDefinition {
  /// The types of the places that people read, as they stand before the colon of `inbox:3`.
  package static var placeTypes: [String] { all.map(\.rules.tenantType) + ["inbox", "team"] }
}
