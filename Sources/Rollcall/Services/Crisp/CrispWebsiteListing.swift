import Backpressure

/// Walks through *List All Connect Websites*, page after page: a plain value that says what to do next.
///
/// Only an empty page ends the list: Crisp answers 206 while there are more pages elsewhere in its API, and nobody
/// says whether it does so here. Lists shift while they are read: a website may come twice, and the one that follows a
/// page may not come at all, if a website in front of it was removed. And a cache on the way may answer with a page that
/// was read before, in place of one whose websites then do not come at all.
struct CrispWebsiteListing {
  /// Pages in a row that bring nothing new before the list is taken for one without an end: a server that ignores the
  /// page number gives the first page for ever.
  static let barrenPages = 3
  /// Pages in all: far more than the websites of any plugin fill.
  static let pages = 10_000

  /// How many websites are known.
  var count: Int { seen.count }
  private(set) var page = 0
  private var seen: Set<String> = []
  private var barren = 0
  private var hadBarrenPage = false
  /// Whether the list ended, and one of its pages brought nothing new: it is worth another walk.
  private(set) var isSuspicious = false

  /// What comes next.
  enum Next: Equatable {
    /// Ask for the page of that number.
    case page(Int)
    /// All websites are known.
    case end
    /// There may be more websites; these words say why.
    case doubtful(String)
  }

  /// Takes the ids of the next page.
  ///
  /// - Returns: those that were not known yet, in their order, and what comes next.
  mutating func take(_ ids: [String]) -> (new: [String], next: Next) {
    page += 1
    guard !ids.isEmpty else {
      isSuspicious = hadBarrenPage
      return ([], .end)
    }
    let new = ids.filter { seen.insert($0).inserted }
    barren = new.isEmpty ? barren + 1 : 0
    if new.isEmpty { hadBarrenPage = true }
    if barren >= Self.barrenPages {
      return (new, .doubtful("its pages \(page - barren + 1) to \(page) repeat websites of the pages before"))
    }
    return (new, page >= Self.pages ? .doubtful("it has more than \(page) pages") : .page(page + 1))
  }
}

/// Maps a page of *List All Connect Websites* to the ids of its websites. Its elements carry a token and settings,
/// which are not even looked at.
struct CrispWebsiteListMapper: PageMapper {
  let failures: CrispFailures
  let promise: Promise<[String]>

  private var ids: [String] = []

  init(failures: CrispFailures, promise: Promise<[String]>) {
    self.failures = failures
    self.promise = promise
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var website = JSONFieldReader("website_id")
    try elements.forEachElement { element in
      try website.read(element, as: "the element")
      guard let text = website[0].string ?? website[0].integerText, let id = CrispWebsiteID.read(text) else {
        throw website.wrongType(0, "the id of a website")
      }
      ids.append(id)
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try CrispEnvelope(frame).emptiedList(failures: failures)
    promise.fulfil(ids)
    return nil
  }
}
