import Backpressure
import FoundationEssentials

/// Counts what happens during a run, from all of its tasks.
package final class ExportMeter: Sendable {
  /// What was measured so far, in a form that a checkpoint can hold.
  package struct Reading: Sendable, Codable, Equatable {
    /// By the patterns of the endpoints.
    fileprivate(set) var endpoints: [String: EndpointReading] = [:]
    fileprivate(set) var firstRequestAt: Timestamp?
    fileprivate(set) var lastRequestAt: Timestamp?
    fileprivate(set) var pausedSeconds = 0.0
    /// How long the runs before this one took, in seconds.
    fileprivate(set) var earlierSeconds = 0.0

    /// Whether runs can have measured it: what follows can be added to it, then.
    var isPossible: Bool {
      endpoints.count <= 64 && endpoints.values.allSatisfy(\.isPossible) && pausedSeconds >= 0 && earlierSeconds >= 0
    }
  }

  /// What was measured of one endpoint.
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
    /// When the tenants were read that are not finished.
    var tenants: [Tenant: ReadTimes] = [:]
  }

  private let state: Lock<State>

  /// - Parameter reading: what an interrupted run measured before.
  package init(after reading: Reading = Reading()) {
    state = Lock(State(reading: reading))
  }

  private func note(_ pattern: String, _ change: (inout EndpointReading) -> Void) {
    state.withLock { change(&$0.reading.endpoints[pattern, default: EndpointReading()]) }
  }

  /// A request is sent.
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

  /// Content came in.
  func received(_ bytes: Int, from pattern: String) { note(pattern) { $0.bytesIn += bytes } }

  /// A response is there whole, whatever it says.
  func answered(about tenant: Tenant?, at moment: Timestamp) {
    guard let tenant else { return }
    state.withLock { $0.tenants[tenant]?.until = moment }
  }

  /// A response was understood.
  func completed(_ pattern: String, in duration: Duration) { note(pattern) { $0.latency.record(duration) } }

  /// A request will be sent again.
  func retried(_ pattern: String, because cause: String) { note(pattern) { $0.retries[cause, default: 0] += 1 } }

  /// A limit held the run.
  func paused(for duration: Duration) {
    guard duration > .zero else { return }
    state.withLock { $0.reading.pausedSeconds += duration.seconds }
  }

  /// When a tenant was read that is finished now.
  func finish(_ tenant: Tenant) -> ReadTimes {
    state.withLock { $0.tenants.removeValue(forKey: tenant) } ?? ReadTimes()
  }

  /// What was measured so far.
  ///
  /// - Parameter duration: how long this run has taken.
  func reading(after duration: Duration) -> Reading {
    var reading = state.withLock { $0.reading }
    reading.earlierSeconds += duration.seconds
    return reading
  }

  /// The figures so far.
  ///
  /// - Parameters:
  ///   - rows: rows written.
  ///   - duration: how long this run has taken.
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
    statistics.seconds = (seconds * 1000).rounded() / 1000
    statistics.rowsPerSecond = seconds > 0 ? (Double(rows) / seconds).rounded() : 0
    statistics.peakMemoryBytes = Self.peakMemory
    return statistics
  }

  /// The most memory that this program held at a time, in bytes; 0 if the system does not tell.
  ///
  /// Not `getrusage`: its figure includes whatever the process was before it became this program.
  private static var peakMemory: Int {
    guard let status = FileManager.default.contents(atPath: "/proc/self/status") else { return 0 }
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }
}
