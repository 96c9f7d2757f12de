extension ExportStatistics {
  /// The figures of shards together: sums, and the largest memory. Of latencies, only the longest one can be told of all
  /// together; the others are those of the slowest shard.
  ///
  /// - Parameter rows: the number of rows in all tables.
  init(merging shards: [ExportStatistics], rows: Int) {
    self.init()
    var endpoints: [String: EndpointStatistics] = [:]
    for shard in shards {
      seconds += shard.seconds
      requests = [requests, shard.requests].saturatingSum
      firstRequestAt = [firstRequestAt, shard.firstRequestAt].compactMap(\.self).min()
      lastRequestAt = [lastRequestAt, shard.lastRequestAt].compactMap(\.self).max()
      retries.merge(shard.retries, uniquingKeysWith: { [$0, $1].saturatingSum })
      pausedSeconds += shard.pausedSeconds
      bytesIn = [bytesIn, shard.bytesIn].saturatingSum
      latency.merge(shard.latency)
      peakMemoryBytes = max(peakMemoryBytes, shard.peakMemoryBytes)
      for endpoint in shard.endpoints {
        endpoints[endpoint.pattern] = endpoints[endpoint.pattern]?.merged(with: endpoint) ?? endpoint
      }
    }
    // Sums of such numbers have further digits.
    seconds = seconds.thousandths
    pausedSeconds = pausedSeconds.thousandths
    rowsPerSecond = seconds > 0 ? (Double(rows) / seconds).rounded() : 0
    self.endpoints = endpoints.values.sorted { $0.pattern < $1.pattern }
  }
}

extension ExportStatistics.Latency {
  fileprivate mutating func merge(_ other: Self) {
    count = [count, other.count].saturatingSum
    p50 = Swift.max(p50, other.p50)
    p95 = Swift.max(p95, other.p95)
    p99 = Swift.max(p99, other.p99)
    max = Swift.max(max, other.max)
  }
}

extension EndpointStatistics {
  fileprivate func merged(with other: Self) -> Self {
    var merged = self
    merged.requests = [requests, other.requests].saturatingSum
    merged.retries.merge(other.retries, uniquingKeysWith: { [$0, $1].saturatingSum })
    merged.bytesIn = [bytesIn, other.bytesIn].saturatingSum
    merged.latency.merge(other.latency)
    return merged
  }
}
