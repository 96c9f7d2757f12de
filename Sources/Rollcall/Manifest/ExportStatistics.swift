/// How a run went, in figures.
public struct ExportStatistics: Sendable, Codable, Equatable {
  /// Seconds that the run took, those of interrupted runs before it included.
  public var seconds = 0.0
  /// Requests that were sent, repeated ones and those of interrupted runs included.
  public var requests = 0
  /// When the first of them was sent. What the snapshot says was so at some time between this and the last request, and
  /// not all of it at one moment.
  public var firstRequestAt: Timestamp?
  /// When the last of them was sent.
  public var lastRequestAt: Timestamp?
  /// Repeated requests by what made them necessary: a status, or what the transport met.
  public var retries: [String: Int] = [:]
  /// Seconds by the clock on the wall in which no request could be sent because the service, or the settings, limit how
  /// often it is asked.
  public var pausedSeconds = 0.0
  /// Bytes of content that came in, content encoding undone.
  public var bytesIn = 0
  /// How long complete responses took.
  public var latency = Latency()
  /// Rows written to each format of each table, per second of the whole run.
  public var rowsPerSecond = 0.0
  /// The most memory that the process held at a time, in bytes.
  public var peakMemoryBytes = 0
  /// What of this each endpoint has, sorted by their patterns.
  public var endpoints: [EndpointStatistics] = []

  /// How long complete responses took, in seconds.
  public struct Latency: Sendable, Codable, Equatable {
    /// How many there were.
    public var count = 0
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

/// How the requests to an endpoint went, whatever they were about.
public struct EndpointStatistics: Sendable, Codable, Equatable {
  /// The method, and the path with names for what it is about, as in `GET /v1/website/{website_id}`.
  public var pattern: String
  /// Requests that were sent, repeated ones included.
  public var requests: Int
  /// Repeated requests by what made them necessary.
  public var retries: [String: Int]
  /// Bytes of content that came in.
  public var bytesIn: Int
  /// How long complete responses took.
  public var latency: ExportStatistics.Latency
}

extension ExportStatistics {
  /// The same with the times of its requests between two others.
  func between(_ start: Timestamp, _ end: Timestamp) -> ExportStatistics {
    let times = ReadTimes(from: firstRequestAt, until: lastRequestAt).between(start, end)
    var statistics = self
    (statistics.firstRequestAt, statistics.lastRequestAt) = (times.from, times.until)
    return statistics
  }
}

extension Timestamp {
  /// The same moment, or the nearest one between two others.
  func between(_ start: Timestamp, _ end: Timestamp) -> Timestamp { min(max(self, start), end) }
}
