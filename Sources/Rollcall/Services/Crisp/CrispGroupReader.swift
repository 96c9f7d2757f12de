/// A reader of a website's teams, and then of its sub-inboxes: page after page, until one is empty.
///
/// The doubts are those of the list of websites: if an element is on two pages, or a status denies the end, the list is
/// read once more, and if it still contradicts itself, it is not believed. A sub-inbox may also name a team that is not in
/// the list, because the team was made or removed meanwhile: both lists are read once more then. They stand if the
/// sub-inbox names the people of its teams, too; otherwise its members are not known, and the part is missing.
struct CrispGroupReader {
  private let api: CrispAPI
  private let website: Tenant
  private let mayBeRefused: Bool
  private let asker: any Asking
  /// The pages so far, and their requests.
  private(set) var pages = 0
  private(set) var requests = 0

  /// The result of a reading.
  enum Outcome: Sendable {
    case read(CrispGroups)
    case lost(ScopedFailure, PageRequest.Loss)

    var groups: CrispGroups? { if case .read(let groups) = self { groups } else { nil } }
  }

  init(_ service: CrispService, of website: Tenant, asking asker: any Asking) {
    api = service.api
    mayBeRefused = service.inboxes == .auto
    self.website = website
    self.asker = asker
  }

  mutating func read() async throws -> Outcome {
    let outcome = try await readBoth()
    guard let groups = outcome.groups, groups.hasUnknownTeams else { return outcome }
    let again = try await readBoth()
    guard let groups = again.groups, groups.lacksMembers else { return again }
    return .lost(ScopedFailure(.tenant, api.unknownTeams.concerning(website)), .part("inboxes"))
  }

  private mutating func readBoth() async throws -> Outcome {
    let collector = CrispGroupCollector(of: website)
    for kind in [CrispGroup.Kind.team, .inbox] {
      if let end = try await readList(of: kind, into: collector) { return end }
    }
    return .read(collector.take(leaving: website))
  }

  /// - Returns: the result of the reading if it cannot go on; `nil` if the list is complete.
  private mutating func readList(
    of kind: CrispGroup.Kind, into collector: CrispGroupCollector
  ) async throws -> Outcome? {
    let noun = kind == .team ? "teams" : "sub-inboxes"
    let start = collector.keepPage()
    for isLastWalk in [false, true] {
      collector.rewind(to: start)
      var listing = CrispListing(of: noun, limit: CrispGroups.limit)
      var next = CrispListing.Next.page(1)
      while case .page(let number) = next {
        var question = api.groups(kind, of: website, page: number, into: collector)
        question.request.mayBeRefused = mayBeRefused
        let reply = try await asker.reply(to: question)
        pages += 1
        requests += reply.requests
        switch reply.outcome {
        case .answered(let page):
          collector.keepPage()
          next = page.map { listing.take($0).next } ?? .end
        case .gone(let error): return .lost(ScopedFailure(.tenant, error), .part("inboxes"))
        case .lost(let failure, let loss): return .lost(failure, loss)
        }
      }
      if !isLastWalk, listing.isWorthAnotherWalk { continue }
      let doubt = if case .doubtful(let reason) = next { Optional(reason) } else { listing.contradiction }
      return doubt.map {
        .lost(ScopedFailure(.tenant, api.doubtful(noun, $0).concerning(website)), .part("inboxes"))
      }
    }
    return nil
  }
}

extension CrispGroupReader.Outcome {
  /// The event about teams and sub-inboxes that could not be read; `nil` if they were read.
  var event: PageEvent? {
    switch self {
    case .read: nil
    case .lost(let failure, .omission(let part)):
      .omitted(part: part, reason: "Crisp refused to list sub-inboxes or teams: \(failure.error.message)")
    case .lost(let failure, .tenant): .failed(failure, requests: 0)
    case .lost(let failure, .part), .lost(let failure, .nothing): .missing(part: "inboxes", failure)
    }
  }
}
