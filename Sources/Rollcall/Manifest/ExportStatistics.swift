/// The figures of a run.
public struct ExportStatistics: Sendable, Codable, Equatable {
  /// The duration of the run in seconds, including the interrupted runs before it.
  public var seconds = 0.0
  /// The number of requests, including repeated ones and those of interrupted runs.
  public var requests = 0
  /// The time of the first request. Everything in the snapshot was true at some time between this and the last request,
  /// but not all of it at one moment.
  public var firstRequestAt: Timestamp?
  /// The time of the last request.
  public var lastRequestAt: Timestamp?
  /// The repeated requests by cause: a status, or a failure of the transport.
  public var retries: [String: Int] = [:]
  /// The seconds in which no request could be sent because the service or the settings limit the requests.
  public var pausedSeconds = 0.0
  /// The bytes of content that arrived, after decoding.
  public var bytesIn = 0
  /// The latency of complete responses.
  public var latency = Latency()
  /// The rows written to each format of each table, per second of the whole run.
  public var rowsPerSecond = 0.0
  /// The most memory that the process held at one time, in bytes.
  public var peakMemoryBytes = 0
  /// The figures of each endpoint, sorted by pattern.
  public var endpoints: [EndpointStatistics] = []

  /// The latency of complete responses, in seconds.
  public struct Latency: Sendable, Codable, Equatable {
    /// The number of responses.
    public var count = 0
    /// The time in which half of them were complete.
    public var p50 = 0.0
    /// The time in which 95 of 100 were complete.
    public var p95 = 0.0
    /// The time in which 99 of 100 were complete.
    public var p99 = 0.0
    /// The longest time.
    public var max = 0.0
  }
}

/// The figures of one endpoint, for all tenants.
public struct EndpointStatistics: Sendable, Codable, Equatable {
  /// The method and the path pattern, as in `GET /v1/website/{website_id}`.
  public var pattern: String
  /// The number of requests, including repeated ones.
  public var requests: Int
  /// The repeated requests by cause.
  public var retries: [String: Int]
  /// The bytes of content that arrived.
  public var bytesIn: Int
  /// The latency of complete responses.
  public var latency: ExportStatistics.Latency
}

extension ExportStatistics {
  /// The same figures, with the times of the requests limited to a range.
  func between(_ start: Timestamp, _ end: Timestamp) -> ExportStatistics {
    let times = ReadTimes(from: firstRequestAt, until: lastRequestAt).between(start, end)
    var statistics = self
    (statistics.firstRequestAt, statistics.lastRequestAt) = (times.from, times.until)
    return statistics
  }
}

extension Timestamp {
  /// The same moment, or the nearest one in a range.
  func between(_ start: Timestamp, _ end: Timestamp) -> Timestamp { min(max(self, start), end) }
}
