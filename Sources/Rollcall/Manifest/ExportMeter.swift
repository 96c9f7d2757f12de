import Backpressure
import FoundationEssentials

/// Counts what happens during a run, from all of its tasks.
package final class ExportMeter: Sendable {
  /// What was measured so far, in a form that a checkpoint can hold.
  package struct Reading: Sendable, Codable, Equatable {
    var statistics = ExportStatistics()
    var latency = LatencyHistogram()
    /// How long the runs before this one took, in seconds.
    var earlierSeconds = 0.0

    /// Whether runs can have measured it: what follows can be added to it, then.
    var isPossible: Bool {
      let bound = 1 << 56
      let counts = [statistics.requests, statistics.bytesIn] + statistics.retries.values
      return counts.allSatisfy { (0..<bound).contains($0) } && latency.isPossible && earlierSeconds >= 0
    }
  }

  private let state: Lock<Reading>

  /// - Parameter reading: what an interrupted run measured before.
  package init(after reading: Reading = Reading()) {
    state = Lock(reading)
  }

  func sentRequest(at moment: Timestamp) {
    state.withLock { state in
      state.statistics.requests += 1
      state.statistics.firstRequestAt = state.statistics.firstRequestAt ?? moment
      state.statistics.lastRequestAt = moment
    }
  }
  func received(_ bytes: Int) { state.withLock { $0.statistics.bytesIn += bytes } }
  func completed(in duration: Duration) { state.withLock { $0.latency.record(duration) } }
  func retried(_ cause: String) { state.withLock { $0.statistics.retries[cause, default: 0] += 1 } }

  func waitedForLimit(_ duration: Duration) {
    guard duration > .zero else { return }
    state.withLock { $0.statistics.secondsWaitedForLimits += duration.seconds }
  }

  /// What was measured so far.
  ///
  /// - Parameter duration: how long this run has taken.
  func reading(after duration: Duration) -> Reading {
    var reading = state.withLock { $0 }
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
    var statistics = reading.statistics
    statistics.latency = reading.latency.summary
    let seconds = reading.earlierSeconds
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
