import Backpressure
import RollcallTestSupport

@testable import Rollcall

/// A `PageFetcher` with everything around it under the test's control.
struct FetchBench {
  let clock = ManualClock()
  let transport: ScriptedTransport
  let pacer: Pacer
  let meter = ExportMeter()
  private let fetcher: PageFetcher
  private let service = EchoService("page")

  /// - Parameters:
  ///   - script: the answers to each path.
  ///   - maximumTime: how long one request may be retried.
  ///   - budget: how many requests may be sent.
  init(
    _ script: [String: [ScriptedTransport.Response]], maximumTime: Duration = .seconds(300), budget: Int? = nil,
    arrival: @escaping @Sendable (String) async throws -> Void = { _ in }
  ) {
    transport = ScriptedTransport(script, arrival: arrival)
    pacer = Pacer(clock: clock.exportClock, mostUnderWay: 4, budget: budget)
    var policy = RetryPolicy()
    policy.maximumTime = maximumTime
    fetcher = PageFetcher(
      service: service, transport: transport, clock: clock.exportClock, retryPolicy: policy, pacer: pacer,
      generator: LongestWaits(), meter: meter)
  }

  /// For a single page, `/page`.
  init(
    _ responses: ScriptedTransport.Response..., maximumTime: Duration = .seconds(300),
    arrival: @escaping @Sendable (String) async throws -> Void = { _ in }
  ) {
    self.init(["/page": responses], maximumTime: maximumTime, arrival: arrival)
  }

  /// Fetches a page into the lane.
  func fetch(_ path: String = "page", into lane: BoundedChannel<PageEvent>) async throws {
    _ = try await fetcher.fetch(service.question(path)) { try await lane.send($0) }
    lane.finish()
  }

  /// Fetches a page and tells in words what came through its lane.
  func events(_ path: String = "page") async throws -> [String] {
    let lane = BoundedChannel<PageEvent>(capacity: 1000)
    try await fetch(path, into: lane)
    var events: [String] = []
    while let event = try await lane.next() { events.append(event.words) }
    return events
  }

  /// The failure that ends the page, whether it concerns the tenant or the whole run.
  func failure() async throws -> PageFailure? {
    let lane = BoundedChannel<PageEvent>(capacity: 1000)
    do {
      try await fetch(into: lane)
    } catch let error as RollcallError {
      return PageFailure(scope: .run, error: error)
    } catch let failure as EndOfRequests {
      return PageFailure(scope: nil, error: failure.error)
    }
    while let event = try await lane.next() {
      if case .failed(let failure, _) = event { return PageFailure(scope: failure.scope, error: failure.error) }
    }
    return nil
  }

  /// The failure that ends the page, with all sleeps cut short.
  func failureWithoutWaiting() async throws -> PageFailure? {
    try await clock.skippingSleeps { try await failure() }
  }
}

/// The end of a page that failed.
@dynamicMemberLookup struct PageFailure: CustomStringConvertible {
  /// How much fails with the page; `nil` for the requests to come.
  let scope: ScopedFailure.Scope?
  let error: RollcallError

  var description: String { error.description }

  subscript<Value>(dynamicMember member: KeyPath<RollcallError, Value>) -> Value { error[keyPath: member] }
}

extension PageEvent {
  /// The event in a few words.
  var words: String {
    switch self {
    case .began: "began"
    case .rows(let batch): "rows \(batch.echoes.joined(separator: " "))"
    case .broke: "broke"
    case .restarted: "restarted"
    case .missing(let part, let failure): "missing \(part.name): \(failure.error.code.rawValue)"
    case .omitted(let part, _): "omitted \(part.name)"
    case .knownGap(let gap): "gap \(gap.code)"
    case .ended(let requests): "ended after \(requests)"
    case .failed(let failure, let requests): "failed \(failure.error.code.rawValue) after \(requests)"
    }
  }
}

/// Chance at its worst: every wait is as long as the back-off allows.
struct LongestWaits: RandomNumberGenerator, Sendable {
  func next() -> UInt64 { .max }
}
