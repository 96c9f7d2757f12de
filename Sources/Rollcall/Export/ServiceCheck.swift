/// Finds out what configured tokens can see, without keeping a row.
public struct ServiceCheck: Sendable {
  private let services: [any Service]
  private let transport: any HTTPTransport
  private let maximumRetryTime: Duration
  private let clock: ExportClock

  /// How long a request is retried if nobody says otherwise: somebody waits for the answer.
  private static let patience = Duration.seconds(20)

  /// Sets a check up for the services that are configured.
  ///
  /// - Throws: `SettingError` if a service's settings are missing or wrong.
  public init(services: [ServiceDefinition], settings: SettingValues, transport: any HTTPTransport) throws {
    let isPatienceSet = settings.isSet(.maximumRetryTime)
    self.init(
      services: try services.map { try $0.make(settings) }, transport: transport,
      maximumRetryTime: isPatienceSet ? try settings.required(.maximumRetryTime) : Self.patience)
  }

  package init(
    services: [any Service], transport: any HTTPTransport, maximumRetryTime: Duration,
    clock: ExportClock = .system
  ) {
    self.services = services
    self.transport = transport
    self.maximumRetryTime = maximumRetryTime
    self.clock = clock
  }

  /// Asks the services, one after the other.
  ///
  /// - Parameter notice: called when the check waits for a service, with a sentence that says why and for how long.
  /// - Returns: what was found; what failed is part of it.
  public func run(notice: @escaping @Sendable (String) -> Void = { _ in }) async throws -> [Inspection] {
    var inspections: [Inspection] = []
    for service in services {
      var policy = RetryPolicy()
      policy.maximumTime = maximumRetryTime
      let fetcher = PageFetcher(
        service: service, transport: transport, clock: clock, retryPolicy: policy,
        pacer: Pacer(clock: clock, mostUnderWay: 1), generator: SystemRandomNumberGenerator(), meter: ExportMeter(),
        notice: notice)
      let inspection = try await service.inspect(asking: PatientAsker(fetcher: fetcher))
      inspections.append(inspection.masked(by: Redactor(service.secrets)))
    }
    return inspections
  }
}

/// Asks, and takes what would end a run for a finding.
private struct PatientAsker: Asking {
  let fetcher: PageFetcher

  func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer> {
    do {
      return try await fetcher.reply(to: question)
    } catch let error as RollcallError {
      return Reply(.lost(ScopedFailure(.run, error), .tenant), requests: 1)
    }
  }
}
