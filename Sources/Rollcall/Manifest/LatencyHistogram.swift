import Glibc

/// The counts of durations in classes that are at most 5% wide, so that a million requests take no more room than ten.
struct LatencyHistogram: Sendable, Codable, Equatable {
  private var counts = [Int](repeating: 0, count: 512)
  private var total = 0
  private var longest = Duration.zero

  /// Whether recorded durations can have led to it.
  var isPossible: Bool {
    let bound = 1 << 48
    return counts.count == 512 && counts.allSatisfy { (0..<bound).contains($0) } && counts.reduce(0, +) == total
      && longest >= .zero
  }

  /// The upper bound of the class at an index: 10 µs, and 5% more with each step.
  private static func bound(_ index: Int) -> Double { 1e-5 * pow(1.05, Double(index)) }

  mutating func record(_ duration: Duration) {
    let index = (log(max(duration.seconds, 1e-5) / 1e-5) / log(1.05)).rounded(.up)
    counts[min(Int(index), counts.count - 1)] += 1
    total += 1
    longest = max(longest, duration)
  }

  /// Adds the counts of another histogram.
  mutating func add(_ other: LatencyHistogram) {
    for index in counts.indices { counts[index] += other.counts[index] }
    total += other.total
    longest = max(longest, other.longest)
  }

  var summary: ExportStatistics.Latency {
    ExportStatistics.Latency(
      count: total, p50: percentile(0.50), p95: percentile(0.95), p99: percentile(0.99),
      max: Self.rounded(longest.seconds))
  }

  private func percentile(_ share: Double) -> Double {
    guard total > 0 else { return 0 }
    let rank = Int((Double(total) * share).rounded(.up))
    var seen = 0
    for (index, count) in counts.enumerated() {
      seen += count
      if seen >= rank { return Self.rounded(min(Self.bound(index), longest.seconds)) }
    }
    return Self.rounded(longest.seconds)
  }

  /// Rounds to microseconds.
  private static func rounded(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1e6 }
}
