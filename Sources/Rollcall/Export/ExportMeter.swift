import Backpressure
import FoundationEssentials

/// Counts what happens during a run, from all of its tasks.
package final class ExportMeter: Sendable {
  private struct State {
    var statistics = ExportStatistics()
    var latency = LatencyHistogram()
  }

  private let state = Lock(State())

  package init() {}

  func sentRequest() { state.withLock { $0.statistics.requests += 1 } }
  func received(_ bytes: Int) { state.withLock { $0.statistics.bytesIn += bytes } }
  func completed(in duration: Duration) { state.withLock { $0.latency.record(duration) } }
  func retried(_ cause: String) { state.withLock { $0.statistics.retries[cause, default: 0] += 1 } }

  func waitedForLimit(_ duration: Duration) {
    guard duration > .zero else { return }
    state.withLock { $0.statistics.secondsWaitedForLimits += duration.seconds }
  }

  /// The figures so far.
  ///
  /// - Parameters:
  ///   - rows: rows written.
  ///   - duration: the time they took.
  package func statistics(rows: Int, in duration: Duration) -> ExportStatistics {
    var statistics = state.withLock { state in
      var statistics = state.statistics
      statistics.latency = state.latency.summary
      return statistics
    }
    statistics.rowsPerSecond = duration > .zero ? (Double(rows) / duration.seconds).rounded() : 0
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
