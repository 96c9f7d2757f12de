import Glibc

/// How a run went, in figures.
public struct ExportStatistics: Sendable, Codable, Equatable {
  /// Requests that were sent, repeated ones and those of interrupted runs included.
  public var requests = 0
  /// When the first of them was sent. What the snapshot says was so at some time between this and the last request, and
  /// not all of it at one moment.
  public var firstRequestAt: Timestamp?
  /// When the last of them was sent.
  public var lastRequestAt: Timestamp?
  /// Repeated requests by what made them necessary: a status, or what the transport met.
  public var retries: [String: Int] = [:]
  /// Seconds that requests waited because the service, or who runs the export, limits how often it is asked, all added
  /// up.
  public var secondsWaitedForLimits = 0.0
  /// Bytes of content that came in, content encoding undone.
  public var bytesIn = 0
  /// How long complete responses took, in seconds.
  public var latency = Latency()
  /// Rows written to each format of each table, per second of the whole run.
  public var rowsPerSecond = 0.0
  /// The most memory that the process held at a time, in bytes.
  public var peakMemoryBytes = 0

  /// How long complete responses took, in seconds.
  public struct Latency: Sendable, Codable, Equatable {
    /// Half of them took at most that long.
    public var p50 = 0.0
    /// 95 of 100 took at most that long.
    public var p95 = 0.0
    /// 99 of 100 took at most that long.
    public var p99 = 0.0
    /// The longest.
    public var max = 0.0
  }
}

extension ExportStatistics {
  /// The same with the times of its requests between two others: a clock may be set back while a run goes on.
  func between(_ start: Timestamp, _ end: Timestamp) -> ExportStatistics {
    var statistics = self
    statistics.firstRequestAt = firstRequestAt.map { min(max($0, start), end) }
    statistics.lastRequestAt = lastRequestAt.map { min(max($0, statistics.firstRequestAt ?? start), end) }
    return statistics
  }
}

/// Counts durations in classes that are at most 5% wide, so that a million requests take no more room than ten.
struct LatencyHistogram: Sendable, Codable, Equatable {
  private var counts = [Int](repeating: 0, count: 512)
  private var total = 0
  private var longest = Duration.zero

  /// Whether it can have come about by recording durations.
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

  var summary: ExportStatistics.Latency {
    ExportStatistics.Latency(
      p50: percentile(0.50), p95: percentile(0.95), p99: percentile(0.99), max: Self.rounded(longest.seconds))
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

  /// Microseconds are as fine as it gets.
  private static func rounded(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1e6 }
}
