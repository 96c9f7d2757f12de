import Backpressure

/// A check of what the configured tokens can see; it keeps no rows.
public struct ServiceCheck: Sendable {
  private let services: [any Service]
  private let transport: any HTTPTransport
  private let maximumRetryTime: Duration
  private let patienceWithLimits: Duration?
  private let clock: ExportClock

  /// The default time for retries. It is short, because a person waits for the answer.
  private static let patience = Duration.seconds(20)
  /// The default time for waits that limits demand: an export would wait them out as well.
  private static let patienceWithLimits = Duration.seconds(300)

  /// Prepares a check of the services, which are configured by settings.
  ///
  /// - Throws: `SettingError` if a service's settings are missing or wrong.
  public init(services: [ServiceDefinition], settings: SettingValues, transport: any HTTPTransport) throws {
    let isPatienceSet = settings.isSet(.maximumRetryTime)
    self.init(
      services: try services.map { try $0.make(settings) }, transport: transport,
      maximumRetryTime: isPatienceSet ? try settings.required(.maximumRetryTime) : Self.patience,
      patienceWithLimits: isPatienceSet ? nil : Self.patienceWithLimits)
  }

  package init(
    services: [any Service], transport: any HTTPTransport, maximumRetryTime: Duration,
    patienceWithLimits: Duration? = nil, clock: ExportClock = .system
  ) {
    self.services = services
    self.transport = transport
    self.maximumRetryTime = maximumRetryTime
    self.patienceWithLimits = patienceWithLimits
    self.clock = clock
  }

  /// Asks the services, one after the other.
  ///
  /// - Parameter report: called with the news of the check, such as waits for a service.
  /// - Returns: the findings, failures included.
  public func run(report: @escaping @Sendable (SnapshotEvent) -> Void = { _ in }) async throws -> [Inspection] {
    var inspections: [Inspection] = []
    for service in services {
      var policy = RetryPolicy()
      policy.maximumTime = maximumRetryTime
      policy.maximumTimeAtLimits = patienceWithLimits
      let fetcher = PageFetcher(
        service: service, transport: transport, clock: clock, retryPolicy: policy,
        pacer: Pacer(clock: clock, mostUnderWay: 1), generator: SystemRandomNumberGenerator(), meter: ExportMeter(),
        report: report)
      let inspection = try await service.inspect(asking: PatientAsker(fetcher: fetcher))
      inspections.append(inspection.masked(by: Redactor(service.secrets)))
    }
    return inspections
  }
}

/// An asker that reports failures of a whole run as findings. After the first one, it asks nothing more: each question
/// would wait as long for the same answer.
private final class PatientAsker: Asking {
  private let fetcher: PageFetcher
  private let end = Lock<RollcallError?>(nil)

  init(fetcher: PageFetcher) { self.fetcher = fetcher }

  func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer> {
    if let error = end.withLock({ $0 }) {
      return Reply(.lost(ScopedFailure(.run, error.concerning(question.request.tenant)), .tenant), requests: 0)
    }
    do {
      return try await fetcher.reply(to: question)
    } catch let error as RollcallError {
      end.withLock { $0 = error }
      return Reply(.lost(ScopedFailure(.run, error), .tenant), requests: 1)
    }
  }
}
