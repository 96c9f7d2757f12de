import Backpressure
import Glibc

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
    var usage = rusage()
    // Linux counts the peak resident set in KiB.
    if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
      statistics.peakMemoryBytes = usage.ru_maxrss * 1024
    }
    return statistics
  }
}
