/// Maps a page of *List All Connect Websites* to the ids of its websites. Its elements carry a token and settings,
/// which are not read.
struct CrispWebsiteListMapper: PageMapper {
  private let failures: CrispFailures
  private var page = CrispListPage()
  private var seen: Set<String> = []

  init(failures: CrispFailures) { self.failures = failures }

  mutating func take(status: Int) { page.saysMore = status == 206 }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var website = JSONFieldReader("website_id")
    try elements.forEachElement { element in
      try website.read(element, as: "the element")
      guard let text = website[0].string ?? website[0].integerText, let id = CrispWebsiteID.read(text) else {
        throw website.wrongType(0, "the id of a website")
      }
      guard seen.insert(id).inserted else { throw DecodeError("a website is there twice", isContradiction: true) }
      guard seen.count <= CrispWebsites.limit else {
        throw DecodeError("the page has more than \(CrispWebsites.limit) websites")
      }
      page.ids.append(id)
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try CrispEnvelope(frame).emptiedList(failures: failures)
    try page.check()
    return nil
  }

  var answer: CrispListPage? { page }
}

/// What a walk through the list of websites found.
struct CrispWebsites: Sendable {
  /// The most websites.
  static let limit = 1_000_000

  var ids: [String] = []
  /// The parts of the list that could not be read, or stayed doubtful.
  var losses: [ListLoss] = []
  /// Pages that were asked for.
  fileprivate(set) var pages = 0
  /// Why its pages are not believed if another walk contradicts itself as well.
  fileprivate var contradiction: String?
  fileprivate var isWorthAnotherWalk = false

  fileprivate static let doubtfulPart: TenantPart = "websites that the list may not show"
}

extension CrispService {
  /// Reads the list of websites that installed the plugin.
  ///
  /// If a website is on two pages, or a page denies the end, the list is read again: if that was a page in place
  /// of another one, it does not come a second time, and the order is that of the list. If it does, the list contradicts
  /// itself: what that page should show is not known.
  func listWebsites(asking asker: any Asking) async throws -> CrispWebsites {
    let first = try await walkThroughList(asking: asker)
    var list = first
    if first.isWorthAnotherWalk {
      list = try await walkThroughList(asking: asker)
      // What a page of the second walk failed to show, the first one may have shown.
      list.losses = list.losses.map { ListLoss(part: CrispWebsites.doubtfulPart, failure: $0.failure) }
      list.ids = (list.ids + first.ids).removingDuplicates()
      list.pages += first.pages
      if let contradiction = list.contradiction, list.losses.isEmpty {
        list.losses.append(ListLoss(part: CrispWebsites.doubtfulPart, failure: api.doubtful(contradiction)))
      }
    }
    if list.ids.isEmpty, list.losses.isEmpty, !allowEmpty {
      list.losses.append(ListLoss(part: "everything", failure: api.noWebsites))
    }
    return list
  }

  /// Reads the list of websites page after page.
  private func walkThroughList(asking asker: any Asking) async throws -> CrispWebsites {
    var listing = CrispListing(of: "websites", limit: CrispWebsites.limit)
    var list = CrispWebsites()
    var next = CrispListing.Next.page(1)
    while case .page(let number) = next {
      let reply = try await asker.reply(to: api.connectedWebsites(page: number))
      list.pages += 1
      if let failure = reply.failure {
        let part: TenantPart = number == 1 ? "all websites" : "the websites from page \(number) of their list on"
        list.losses.append(ListLoss(part: part, failure: failure))
        return list
      }
      guard let page = reply.answer else { return list }
      let new: [String]
      (new, next) = listing.take(page)
      list.ids += new
    }
    if case .doubtful(let reason) = next {
      list.losses.append(ListLoss(part: CrispWebsites.doubtfulPart, failure: api.doubtful(reason)))
    }
    list.contradiction = listing.contradiction
    list.isWorthAnotherWalk = listing.isWorthAnotherWalk
    return list
  }
}
