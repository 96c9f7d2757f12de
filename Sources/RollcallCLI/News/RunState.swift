import Rollcall

/// What is known of a run while it goes on. A plain value: it takes events with their moments, and knows no clock.
struct RunState: Sendable {
  /// What is known of a service.
  struct ServiceState: Sendable, Equatable {
    /// The number of tenants; `nil` while they are being listed.
    var tenants: Int?
    /// The requests of this run by endpoint and outcome.
    var requests: [Request: Int] = [:]
  }

  /// What a request was sent to, and what became of it.
  struct Request: Sendable, Hashable {
    let endpoint: String
    let outcome: String
  }

  /// The services in the order of their first news.
  private(set) var services: [(name: String, state: ServiceState)] = []
  /// The tenants and rows at the beginning, which earlier runs left, and now.
  private(set) var begun: ExportProgress?
  private(set) var progress: ExportProgress?
  /// The tenants that failed, and those that lack a part, in this run.
  private(set) var failed = 0
  private(set) var incomplete = 0
  /// The requests of this run.
  private(set) var requests = 0
  /// The requests that were sent again.
  private(set) var repeated = 0
  /// The pause that is under way or was the last one, and when it ends, counted from the start of the run.
  private(set) var pause: (pause: RunPause, end: Duration)?
  /// How long pauses held the run.
  private(set) var paused = Duration.zero
  /// When a request ended last.
  private(set) var lastAnswer = Duration.zero
  /// Whether the snapshot was there already.
  private(set) var hasNothingToDo = false
  private var rate = RequestRate()

  /// Takes an event.
  ///
  /// - Parameter now: the time since the start of the run.
  mutating func take(_ event: SnapshotEvent, at now: Duration) {
    switch event {
    case .planned(let service, let tenants): change(service) { $0.tenants = tenants }
    case .progress(let news):
      begun = begun ?? news
      progress = news
    case .requested(let request):
      requests += 1
      lastAnswer = now
      rate.count(at: now)
      change(request.service) {
        $0.requests[Request(endpoint: request.endpoint, outcome: request.outcome), default: 0] += 1
      }
    case .paused(let pause):
      repeated += 1
      let before = max(now, self.pause?.end ?? .zero)
      let end = max(before, now + pause.duration)
      paused += end - before
      self.pause = (pause, end)
    case .repeated: repeated += 1
    case .lost(let tenant): if tenant.status == .failed { failed += 1 } else { incomplete += 1 }
    case .existing: hasNothingToDo = true
    case .saved, .note: break
    }
  }

  private mutating func change(_ service: String, _ change: (inout ServiceState) -> Void) {
    if let place = services.firstIndex(where: { $0.name == service }) {
      change(&services[place].state)
    } else {
      services.append((service, ServiceState()))
      change(&services[services.count - 1].state)
    }
  }

  /// The number of tenants of all services; `nil` while one of them is being listed.
  var tenants: Int? {
    guard begun != nil else { return nil }
    return services.reduce(0) { sum, service in sum + (service.state.tenants ?? 0) }
  }

  /// Requests a second, over the last ten seconds.
  func requestsPerSecond(at now: Duration) -> Double { rate.perSecond(at: now) }

  /// The number of requests that all tenants will take, as those that are finished let one guess; `nil` without one.
  var expectedRequests: Int? {
    guard let share, share < 1, requests > 0 else { return nil }
    return max(requests, Int((Double(requests) / share).rounded()))
  }

  /// The time that is left, as the tenants that are finished let one guess; `nil` in the first seconds.
  func timeLeft(at now: Duration) -> Duration? {
    guard let share, share < 1, let begun, now - begun.elapsed >= .seconds(5) else { return nil }
    let seconds = (now - begun.elapsed).seconds
    return .seconds(seconds / share - seconds)
  }

  /// The finished part of what this run has to do, above 0.
  private var share: Double? {
    guard let begun, let progress, let tenants, progress.tenants > begun.tenants, tenants > begun.tenants else {
      return nil
    }
    return Double(progress.tenants - begun.tenants) / Double(tenants - begun.tenants)
  }

  /// The pause that is under way.
  func pause(at now: Duration) -> (pause: RunPause, left: Duration)? {
    guard let pause, pause.end > now else { return nil }
    return (pause.pause, pause.end - now)
  }
}

/// Counts of the last ten seconds, one for each second.
private struct RequestRate: Sendable {
  private var counts = [Int](repeating: 0, count: 10)
  private var second: Int64 = 0

  mutating func count(at now: Duration) {
    advance(to: now.components.seconds)
    counts[Int(second % 10)] += 1
  }

  private mutating func advance(to new: Int64) {
    guard new > second else { return }
    for passed in second + 1...min(new, second + 10) { counts[Int(passed % 10)] = 0 }
    if new > second + 10 { counts = counts.map { _ in 0 } }
    second = new
  }

  /// Nine whole seconds count, and what there is of the present one.
  func perSecond(at now: Duration) -> Double {
    var rate = self
    rate.advance(to: now.components.seconds)
    let whole = Double(now.components.seconds)
    let seconds = max(min(now.seconds, 9 + now.seconds - whole), 0.001)
    return Double(rate.counts.reduce(0, +)) / seconds
  }
}
