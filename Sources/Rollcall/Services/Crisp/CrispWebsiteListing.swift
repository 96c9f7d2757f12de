/// Walks through *List All Connect Websites*, page after page: a plain value that says what to do next.
///
/// Only an empty page ends the list: Crisp answers 206 while there are more pages elsewhere in its API, and nobody
/// says whether it does so here. But where it does, the page behind it is not empty. Lists shift while they are read: a
/// website may come twice, and the one that follows a page may not come at all, if a website in front of it was removed.
/// And a cache on the way may answer with a page that was read before, in place of one whose websites then do not come at
/// all.
struct CrispWebsiteListing {
  /// Pages in a row that bring nothing new before the list is taken for one without an end: a server that ignores the
  /// page number gives the first page for ever.
  static let barrenPages = 3
  /// Pages in all: far more than the websites of any plugin fill.
  static let pages = 10_000
  /// Websites in all.
  static let websites = 1_000_000

  /// How many websites are known.
  var count: Int { seen.count }
  private(set) var page = 0
  /// Whether an empty page ended it.
  private(set) var hasEnded = false
  private var seen: Set<String> = []
  private var barren = 0
  /// The page before.
  private var last: [String] = []
  /// Whether the page before said that there are more.
  private var isToGoOn = false
  /// Whether a website stood on two pages: the list changed, or one of them is another page. Another walk
  /// shows which.
  private(set) var hasRepeats = false
  /// Whether that cannot be a list that moved on because a website was put in front: then the end of a page is the
  /// beginning of the next one. Or the end was denied.
  private(set) var isContradictory = false

  /// What comes next.
  enum Next: Equatable {
    /// Ask for the page of that number.
    case page(Int)
    /// All websites are known.
    case end
    /// There may be more websites; these words say why.
    case doubtful(String)
  }

  /// Takes the next page.
  ///
  /// - Returns: the ids that were not known yet, in their order, and what comes next.
  mutating func take(_ found: CrispWebsitePage) -> (new: [String], next: Next) {
    page += 1
    guard !found.ids.isEmpty else {
      hasEnded = true
      if isToGoOn || found.saysMore { isContradictory = true }
      let denial = isToGoOn ? "page \(page - 1), with status 206," : found.saysMore ? "its status 206" : nil
      return ([], denial.map { .doubtful("page \(page) is empty, and \($0) says that there are more") } ?? .end)
    }
    isToGoOn = found.saysMore
    let new = found.ids.filter { seen.insert($0).inserted }
    barren = new.isEmpty ? barren + 1 : 0
    let repeats = found.ids.count - new.count
    if repeats > 0 {
      hasRepeats = true
      if new.isEmpty || !last.suffix(repeats).elementsEqual(found.ids.prefix(repeats)) { isContradictory = true }
    }
    last = found.ids
    if barren >= Self.barrenPages {
      return (new, .doubtful("its pages \(page - barren + 1) to \(page) repeat websites of the pages before"))
    }
    guard count <= Self.websites else { return (new, .doubtful("it has more than \(Self.websites) websites")) }
    return (new, page >= Self.pages ? .doubtful("it has more than \(page) pages") : .page(page + 1))
  }
}

/// A page of *List All Connect Websites*.
struct CrispWebsitePage: Sendable {
  var ids: [String]
  /// Whether its status, 206, says that there are more pages.
  var saysMore = false
}

/// Maps a page of *List All Connect Websites* to the ids of its websites. Its elements carry a token and settings,
/// which are not even looked at.
struct CrispWebsiteListMapper: PageMapper {
  private let failures: CrispFailures
  private var page = CrispWebsitePage(ids: [])
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
      guard seen.count <= CrispWebsiteListing.websites else {
        throw DecodeError("the page has more than \(CrispWebsiteListing.websites) websites")
      }
      page.ids.append(id)
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try CrispEnvelope(frame).emptiedList(failures: failures)
    guard !page.ids.isEmpty || !page.saysMore else {
      throw DecodeError("it is empty, and its status 206 says that there is more", isContradiction: true)
    }
    return nil
  }

  var answer: CrispWebsitePage? { page }
}

/// What a walk through the list of websites found.
struct CrispWebsites: Sendable {
  var ids: [String] = []
  /// What of the list could not be had, or stayed doubtful.
  var losses: [ListLoss] = []
  /// Pages that were asked for.
  fileprivate(set) var pages = 0
  /// Whether its pages contradict each other, or might: another walk tells.
  fileprivate var isContradictory = false
  fileprivate var isWorthAnotherWalk = false

  fileprivate static let doubtfulPart: TenantPart = "websites that the list may not show"
}

extension CrispService {
  /// Reads the list of websites that installed the plugin.
  ///
  /// One with a website on two pages, or with an end that the page before denies, is read again: if that was a page in place
  /// of another one, it does not come a second time, and the order is that of the list. If it does, the list contradicts
  /// itself: what stands in the place of that page, nobody knows.
  func listWebsites(asking asker: any Asking) async throws -> CrispWebsites {
    let first = try await walkThroughList(asking: asker)
    var list = first
    if first.isWorthAnotherWalk {
      list = try await walkThroughList(asking: asker)
      // What a page of the second walk failed to show, the first one may have shown.
      list.losses = list.losses.map { ListLoss(part: CrispWebsites.doubtfulPart, failure: $0.failure) }
      list.ids = (list.ids + first.ids).removingDuplicates()
      list.pages += first.pages
      if list.isContradictory, list.losses.isEmpty {
        let doubt = api.doubtful("one of its pages shows websites of the pages before, time and again")
        list.losses.append(ListLoss(part: CrispWebsites.doubtfulPart, failure: doubt))
      }
    }
    if list.ids.isEmpty, list.losses.isEmpty, !allowEmpty {
      list.losses.append(ListLoss(part: "everything", failure: api.noWebsites))
    }
    return list
  }

  /// Reads the list of websites page after page.
  private func walkThroughList(asking asker: any Asking) async throws -> CrispWebsites {
    var listing = CrispWebsiteListing()
    var list = CrispWebsites()
    var next = CrispWebsiteListing.Next.page(1)
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
    list.isContradictory = listing.isContradictory
    // Where it has no end, a second walk finds none either.
    list.isWorthAnotherWalk = listing.hasEnded && (listing.hasRepeats || listing.isContradictory)
    return list
  }
}
