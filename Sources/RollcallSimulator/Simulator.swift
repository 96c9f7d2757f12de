import Glibc

/// A server for the services of a scenario on 127.0.0.1, until it is stopped.
///
/// One thread answers everything. A list of operators is generated at its first request and kept; as nothing else is
/// answered meanwhile, call `prepare()` first if there are millions or if time is measured.
package final class Simulator: Sendable {
  /// Starts to serve and returns.
  /// - Parameter port: 0 lets the system choose a free one.
  package static func start(_ scenario: Scenario, port: UInt16 = 0) throws -> Simulator {
    try Simulator(scenario, port: port)
  }

  private let services: [any SimulatedService]
  private let log: RequestLog
  private let daemon: Daemon

  private init(_ scenario: Scenario, port: UInt16) throws {
    let services = scenario.parts.map { $0.service(seed: scenario.seed) }
    let log = RequestLog(keepsRequests: scenario.keepsRequestLog)
    self.services = services
    self.log = log
    let latency = scenario.latency
    daemon = try Daemon(port: port) { request in
      var (answer, token) = Self.answer(request, from: services)
      log.add(request, token: token, status: answer.status)
      if let latency { answer.delay = latency + (answer.delay ?? .zero) }
      return answer
    }
  }

  private static func answer(
    _ request: Request, from services: [any SimulatedService]
  ) -> (answer: Answer, token: String?) {
    guard let service = services.first(where: { $0.owns(path: request.path) }) else {
      let type = Header("Content-Type", "text/plain")
      return (Answer(status: 404, headers: [type], body: .bytes(Array("404\n".utf8))), nil)
    }
    var (answer, token) = service.answer(request)
    if service.sendsDate { answer.headers.append(Header("Date", RetryAfter.httpDate(time(nil)))) }
    return (answer, token)
  }

  package var port: UInt16 { daemon.port }

  /// The address of the services, without a slash at the end.
  package var baseURL: String { "http://127.0.0.1:\(port)" }

  /// Every request so far, in the order of their answers; empty without a log.
  package var requests: [LoggedRequest] { log.requests }

  /// The number of requests, with or without a log.
  package var requestCount: Int { log.count }

  /// The number of lists of people that were generated: at most one for each website and account, for any number of
  /// requests.
  package var generatedLists: Int { services.reduce(0) { $0 + $1.generatedLists } }

  /// Generates all bodies now. It may be called while requests are served, from any thread.
  package func prepare() throws {
    for service in services { try service.prepare() }
  }

  /// Drops all connections and frees the port. Nothing is answered after it has returned; it may be called again.
  package func stop() {
    daemon.stop()
  }
}
