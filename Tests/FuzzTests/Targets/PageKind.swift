@testable import Rollcall

/// A response that a service is asked for, and its way to rows.
struct PageKind: Sendable {
  let listPath: ElementSplitter.ListPath
  let makeProbe: @Sendable () -> PageProbe

  /// What no message may show.
  static let secret = "canary-secret-of-the-service"

  /// The kinds of all services. A file of the corpus names one by its place.
  static let all = FuzzedService.all.flatMap(\.pages)

  init(_ listPath: ElementSplitter.ListPath, _ makeProbe: @escaping @Sendable () -> PageProbe) {
    self.listPath = listPath
    self.makeProbe = makeProbe
  }
}
