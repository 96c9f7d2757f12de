/// The simulated Crisp as a whole: tokens, websites, and the faults with their times.
package struct CrispScenario: Sendable {
  package var tokens: [CrispToken]
  package var websites: [CrispWebsite]
  /// The faults. The first rule that matches a request decides.
  package var faults: [FaultRule] = []
  /// Faults of a share of the requests that no rule affects.
  package var randomFaults: RandomFaults?
  /// A limit for all requests together; nil for none.
  package var limit: RateLimit?
  package var paging = CrispPaging()
  /// The paging of the sub-inboxes and the teams of a website: unverified, taken to be as that of other lists.
  package var groupPaging = CrispPaging()
  /// The number of times the cache repeats its answer before it requests a new one: a change, or the end of an error,
  /// shows only after that. 0 for a cache that is always up to date.
  package var staleHits = 0
  package var unverified = CrispUnverified()

  package init(tokens: [CrispToken] = [.demo], websites: [CrispWebsite] = []) {
    self.tokens = tokens
    self.websites = websites
  }
}

/// The paging of a list, as of List All Connect Websites (Crisp's REST API reference).
package struct CrispPaging: Sendable {
  /// The number of elements on a page: unverified, Crisp publishes no number.
  package var size = 20
  /// Whether every page but the last has the status 206, as other lists of Crisp have: unverified for this one.
  /// Otherwise every page has 200. A page beyond the end is 200 and empty in both cases.
  package var usesPartialContent = true
  /// The last page with its own content: later pages repeat it, as with a server that ignores the page number.
  package var lastDistinctPage: Int?
  /// Pages that begin one website early, as if one had been added at the front while a client was reading.
  package var shiftedPages: Set<Int> = []

  /// Pages that repeat the page before them. The pages after them come one number later, so no website is missing: a
  /// page without new websites is not the last one.
  package var repeatedPages: Set<Int> = []
  /// Whether the pages never end: made-up websites follow the last one, always new ones.
  package var inventsWebsites = false

  package init() {}

  /// The elements on a page.
  func window(ofPage number: Int, count: Int) -> Range<Int> {
    let distinct = min(number, lastDistinctPage ?? number)
    let page = distinct - repeatedPages.count { $0 > 1 && $0 <= distinct }
    let shift = shiftedPages.contains(page) && page > 1 ? 1 : 0
    let (start, overflow) = (page - 1).multipliedReportingOverflow(by: size)
    let from = overflow ? count : min(start - shift, count)
    return from..<min(from + size, count)
  }
}
