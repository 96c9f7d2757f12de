/// The numbers of a website's operators, by role.
struct CrispCensus: Sendable {
  private(set) var operators = 0
  private var roles: [String: Int] = [:]
  private var invitations = 0
  /// Whether the list lacks people whom teams or sub-inboxes name.
  fileprivate(set) var lacksPeople = false

  mutating func count(isJoined: Bool, role: String?) {
    guard isJoined else {
      invitations += 1
      return
    }
    operators += 1
    roles[role ?? "without a role", default: 0] += 1
  }

  /// The counts, a few words each.
  var words: [String] {
    let held = roles.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    return ["\(operators.counted("operator")) (\(held.joined(separator: ", ")))"]
      + (invitations == 0 ? [] : [invitations.counted("open invitation")])
  }
}

/// Counts the elements of *List Website Operators*.
struct CrispCensusMapper: PageMapper {
  let tenant: Tenant
  let failures: CrispFailures
  private let people: CrispPeople?
  private let markStart: UInt64
  private var roster: CrispRoster
  private var census = CrispCensus()

  init(tenant: Tenant, failures: CrispFailures, naming people: CrispPeople? = nil) {
    self.tenant = tenant
    self.failures = failures
    self.people = people
    markStart = TwinFilter.start(of: tenant)
    roster = CrispRoster(of: people?.count ?? 0)
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var outer = JSONFieldReader("type", "details", "website_id")
    var details = JSONFieldReader("role", "website_id", "user_id")
    try elements.forEachElement { element in
      try outer.read(element, as: "the element")
      try details.read(outer[1], as: "details")
      try CrispWebsiteID.check(outer[2], is: tenant)
      try CrispWebsiteID.check(details[1], is: tenant)
      let role = try details.utf8(0).map { String(decoding: $0, as: UTF8.self) }
      census.count(isJoined: outer[0].string == "operator", role: role)
      if let people, var id = details[2].string ?? details[2].integerText {
        let index = id.withUTF8 { id in
          people.index(of: id, TwinFilter.mark(of: UnsafeRawBufferPointer(id), in: markStart))
        }
        if let index { try roster.take(Int(index), rank: 0, isJoined: true, email: nil) }
      }
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try CrispEnvelope(frame).emptiedList(failures: failures)
    census.lacksPeople = roster.hasLacking
    return nil
  }

  var answer: CrispCensus? { census }
}
