/// Everything that the simulated Crisp is: who may ask, what there is, what goes wrong and when.
package struct CrispScenario: Sendable {
  package var tokens: [CrispToken]
  package var websites: [CrispWebsite]
  /// What goes wrong. The first rule that applies to a request decides.
  package var faults: [FaultRule] = []
  package var paging = CrispPaging()
  /// How many times the cache in front answers again with what it has, before it asks for an answer anew: a change, or
  /// the end of an error, shows only after that. 0 for a cache that is always up to date.
  package var staleHits = 0
  package var unverified = CrispUnverified()

  package init(tokens: [CrispToken] = [.demo], websites: [CrispWebsite] = []) {
    self.tokens = tokens
    self.websites = websites
  }
}

/// How List All Connect Websites is paged (Crisp's REST API reference, List All Connect Websites).
package struct CrispPaging: Sendable {
  /// Websites on a page: unverified, Crisp publishes no number.
  package var size = 20
  /// Whether a page that others follow is answered with 206, as other lists of Crisp are: unverified for this one. If
  /// false every page is answered with 200. A page past the end is 200 and empty either way.
  package var usesPartialContent = true
  /// Pages beyond this one are answered with this one: a server that ignores the page number.
  package var lastDistinctPage: Int?
  /// Pages that begin one website early, as if one had been added in front while a client was reading.
  package var shiftedPages: Set<Int> = []

  /// Pages answered with the page before them; those that follow come one number later, so that nothing is missing in
  /// the end: a page without anything new is not the last one.
  package var repeatedPages: Set<Int> = []
  /// Whether the pages never end: behind the last website come made-up ones, always others.
  package var inventsWebsites = false

  package init() {}
}
