import Backpressure
import FoundationEssentials

/// A counter of the events of a run, from all of its tasks.
package final class ExportMeter: Sendable {
  /// The measurements so far, in a form that a checkpoint can hold.
  package struct Reading: Sendable, Codable, Equatable {
    /// The measurements of the endpoints, by pattern.
    fileprivate(set) var endpoints: [String: EndpointReading] = [:]
    fileprivate(set) var firstRequestAt: Timestamp?
    fileprivate(set) var lastRequestAt: Timestamp?
    fileprivate(set) var pausedSeconds = 0.0
    /// The duration of the runs before this one, in seconds.
    fileprivate(set) var earlierSeconds = 0.0

    /// Whether a run can have measured it, so that later measurements can be added.
    var isPossible: Bool {
      endpoints.count <= 64 && endpoints.values.allSatisfy(\.isPossible) && pausedSeconds >= 0 && earlierSeconds >= 0
    }
  }

  /// The measurements of one endpoint.
  struct EndpointReading: Sendable, Codable, Equatable {
    fileprivate(set) var requests = 0
    fileprivate(set) var retries: [String: Int] = [:]
    fileprivate(set) var bytesIn = 0
    fileprivate(set) var latency = LatencyHistogram()

    fileprivate var isPossible: Bool {
      let counts = [requests, bytesIn] + retries.values
      return retries.count <= 1000 && counts.allSatisfy { (0..<(1 << 44)).contains($0) } && latency.isPossible
    }
  }

  private struct State {
    var reading: Reading
    /// The reading times of the tenants that are not finished.
    var tenants: [Tenant: ReadTimes] = [:]
  }

  private let state: Lock<State>

  /// - Parameter reading: the measurements of an interrupted run.
  package init(after reading: Reading = Reading()) {
    state = Lock(State(reading: reading))
  }

  private func note(_ pattern: String, _ change: (inout EndpointReading) -> Void) {
    state.withLock { change(&$0.reading.endpoints[pattern, default: EndpointReading()]) }
  }

  /// Records that a request is sent.
  func sent(to pattern: String, about tenant: Tenant?, at moment: Timestamp) {
    state.withLock { state in
      state.reading.endpoints[pattern, default: EndpointReading()].requests += 1
      state.reading.firstRequestAt = state.reading.firstRequestAt ?? moment
      state.reading.lastRequestAt = moment
      guard let tenant else { return }
      let times = state.tenants[tenant] ?? ReadTimes()
      state.tenants[tenant] = ReadTimes(from: times.from ?? moment, until: times.until)
    }
  }

  /// Records that content arrived.
  func received(_ bytes: Int, from pattern: String) { note(pattern) { $0.bytesIn += bytes } }

  /// Records a complete response, whatever it says.
  func answered(about tenant: Tenant?, at moment: Timestamp) {
    guard let tenant else { return }
    state.withLock { $0.tenants[tenant]?.until = moment }
  }

  /// Records a response that was understood.
  func completed(_ pattern: String, in duration: Duration) { note(pattern) { $0.latency.record(duration) } }

  /// Records that a request will be sent again.
  func retried(_ pattern: String, because cause: String) { note(pattern) { $0.retries[cause, default: 0] += 1 } }

  /// Records a pause because of a limit.
  func paused(for duration: Duration) {
    guard duration > .zero else { return }
    state.withLock { $0.reading.pausedSeconds += duration.seconds }
  }

  /// The reading times of a tenant that is now finished.
  func finish(_ tenant: Tenant) -> ReadTimes {
    state.withLock { $0.tenants.removeValue(forKey: tenant) } ?? ReadTimes()
  }

  /// The measurements so far.
  ///
  /// - Parameter duration: the duration of this run.
  func reading(after duration: Duration) -> Reading {
    var reading = state.withLock { $0.reading }
    reading.earlierSeconds += duration.seconds
    return reading
  }

  /// The statistics so far.
  ///
  /// - Parameters:
  ///   - rows: the number of rows written.
  ///   - duration: the duration of this run.
  package func statistics(rows: Int, in duration: Duration) -> ExportStatistics {
    let reading = reading(after: duration)
    var statistics = ExportStatistics()
    var latency = LatencyHistogram()
    for (pattern, endpoint) in reading.endpoints.sorted(by: { $0.key < $1.key }) {
      statistics.requests += endpoint.requests
      statistics.retries.merge(endpoint.retries) { $0 + $1 }
      statistics.bytesIn += endpoint.bytesIn
      latency.add(endpoint.latency)
      statistics.endpoints.append(
        EndpointStatistics(
          pattern: pattern, requests: endpoint.requests, retries: endpoint.retries, bytesIn: endpoint.bytesIn,
          latency: endpoint.latency.summary))
    }
    statistics.latency = latency.summary
    statistics.firstRequestAt = reading.firstRequestAt
    statistics.lastRequestAt = reading.lastRequestAt
    statistics.pausedSeconds = reading.pausedSeconds
    let seconds = reading.earlierSeconds
    statistics.seconds = seconds.thousandths
    statistics.rowsPerSecond = seconds > 0 ? (Double(rows) / seconds).rounded() : 0
    statistics.peakMemoryBytes = Self.peakMemory
    return statistics
  }

  /// The most memory that this program held at one time, in bytes; 0 if the system does not tell.
  ///
  /// `getrusage` would not do: its figure includes the program that the process ran before this one.
  private static var peakMemory: Int {
    guard let status = FileManager.default.contents(atPath: "/proc/self/status") else { return 0 }
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }
}
