/// A reader of a website with teams or sub-inboxes: its operators, and then the rows of the teams and sub-inboxes.
///
/// A person who is named there but is missing from the list of operators has left, or joined after the list was read. The
/// list is read once more: if it has the person now, the website is read again from its start.
struct CrispWebsiteReading {
  let service: CrispService
  let website: Tenant
  let tables: Set<Table>
  let lastActive: CrispLastActive

  /// The number of readings after which the list of operators is not believed.
  private static let limit = 3

  private var api: CrispAPI { service.api }

  func run(with groups: CrispGroups, by fetcher: any Fetching, to send: SendEvent) async throws {
    var groups = groups
    for isLast in (1...Self.limit).map({ $0 == Self.limit }) {
      let question = api.operators(of: website, mappedBy: mapper(for: tables, naming: groups.people))
      guard let roster = try await fetcher.fetch(question, send: send).answer else { return }
      try await send(.began(service: CrispService.name, tenant: website))
      var requests = 0
      switch try await verdict(on: roster, naming: groups.people, by: fetcher, counting: &requests) {
      case .steady:
        for batch in CrispGroupRows(of: groups, in: website, with: roster, for: tables) {
          try await send(.rows(batch))
        }
        return try await send(.ended(requests: requests))
      case .lost(let note):
        try await send(note)
        return try await send(.ended(requests: requests))
      case .unsteady where isLast:
        try await send(.missing(part: "inboxes", ScopedFailure(.tenant, api.unsteadyOperators.concerning(website))))
        return try await send(.ended(requests: requests))
      case .unsteady:
        try await send(.ended(requests: requests))
      }
      guard let again = try await readAgain(by: fetcher, to: send) else { return }
      groups = again
    }
  }

  private enum Verdict {
    /// The people whom the list lacks have left.
    case steady
    /// The list has a person now whom it lacked before.
    case unsteady
    /// The list could not be read once more.
    case lost(PageEvent)
  }

  /// Finds out whether the people whom the list lacks have left.
  private func verdict(
    on roster: CrispRoster, naming people: CrispPeople, by fetcher: any Fetching, counting requests: inout Int
  ) async throws -> Verdict {
    guard roster.hasLacking, !tables.isDisjoint(with: [.operators, .grants]) else { return .steady }
    let question = api.operators(of: website, mappedBy: mapper(for: [], naming: people)).losing(.part("inboxes"))
    let reply = try await fetcher.reply(to: question)
    requests += reply.requests
    if case .lost(let failure, let loss) = reply.outcome {
      return .lost(loss == .tenant ? .failed(failure, requests: 0) : .missing(part: "inboxes", failure))
    }
    // Without an answer, it is not known whether they left.
    guard let now = reply.answer else {
      return .lost(.missing(part: "inboxes", ScopedFailure(.tenant, api.unsteadyOperators.concerning(website))))
    }
    return roster.isExceeded(by: now) ? .unsteady : .steady
  }

  private func mapper(for tables: Set<Table>, naming people: CrispPeople) -> CrispOperatorsMapper {
    CrispOperatorsMapper(
      tenant: website, tables: tables, allowEmpty: service.allowEmpty, failures: api.failures, lastActive: lastActive,
      naming: people)
  }

  /// Takes the website's rows back, and reads everything that comes before its operators.
  ///
  /// - Returns: its teams and sub-inboxes, or none if they could not be read; `nil` if the website failed.
  private func readAgain(by fetcher: any Fetching, to send: SendEvent) async throws -> CrispGroups? {
    try await send(.restarted(api.unsteadyOperators.concerning(website)))
    var reader = CrispGroupReader(service, of: website, asking: fetcher)
    let outcome = try await reader.read()
    try await send(.began(service: CrispService.name, tenant: website))
    if let event = outcome.event { try await send(event) }
    try await send(.ended(requests: reader.requests))
    if tables.contains(.resources) {
      let reply = try await fetcher.fetch(api.website(of: website), send: send)
      if reply.error != nil { return nil }
    }
    return outcome.groups ?? CrispGroups(of: website)
  }
}
