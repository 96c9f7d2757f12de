/// A check of a manifest's times and figures: they must be possible.
struct ManifestFigures {
  let manifest: Manifest
  let differences: DifferenceList

  func run() {
    checkTimes()
    checkReadTimes()
    checkEndpoints()
    let statistics = manifest.statistics
    let counts =
      [
        ("requests", statistics.requests), ("bytes_in", statistics.bytesIn),
        ("peak_memory_bytes", statistics.peakMemoryBytes),
      ] + statistics.retries.sorted { $0.key < $1.key }.map { ("retries.\($0.key)", $0.value) }
    for (name, count) in counts where count < 0 { note("\(name) is negative") }
    let latency = statistics.latency
    let durations = [
      ("paused_seconds", statistics.pausedSeconds), ("rows_per_second", statistics.rowsPerSecond),
      ("seconds", statistics.seconds),
      ("latency.p50", latency.p50), ("latency.p95", latency.p95), ("latency.p99", latency.p99),
      ("latency.max", latency.max),
    ]
    for (name, number) in durations where !number.isFinite || number < 0 { note("\(name) is not a possible figure") }
    if !latency.isInOrder { note("latency is not in order") }
    let inTenants = manifest.tenants.map(\.requests)
    if inTenants.contains(where: { $0 < 0 }) {
      note("requests of a tenant are negative")
    } else if case let sum = inTenants.saturatingSum, sum > statistics.requests {
      note("requests are \(statistics.requests), but those of the tenants are \(sum)")
    }
    if statistics.retries.values.filter({ $0 > 0 }).saturatingSum > max(statistics.requests, 0) {
      note("retries are more than requests")
    }
  }

  /// Checks that the endpoints add up to the whole.
  private func checkEndpoints() {
    let (statistics, endpoints) = (manifest.statistics, manifest.statistics.endpoints)
    let patterns = endpoints.map(\.pattern)
    if patterns != Set(patterns).sorted() || patterns.contains("") { note("endpoints are not in order, each once") }
    for endpoint in endpoints {
      let counts = [endpoint.requests, endpoint.bytesIn, endpoint.latency.count] + endpoint.retries.values
      if counts.contains(where: { $0 < 0 }) { note("a figure of the endpoint “\(endpoint.pattern)” is negative") }
      if !endpoint.latency.isInOrder || endpoint.latency.count > endpoint.requests {
        note("the latency of the endpoint “\(endpoint.pattern)” cannot be")
      }
    }
    let latency = statistics.latency
    if endpoints.map(\.requests).saturatingSum != statistics.requests
      || endpoints.map(\.bytesIn).saturatingSum != statistics.bytesIn
      || endpoints.map(\.latency.count).saturatingSum != latency.count
      || endpoints.map(\.latency.max).max() ?? 0 != latency.max
    {
      note("the endpoints do not add up to the whole")
    }
    let causes = Set(statistics.retries.keys).union(endpoints.flatMap(\.retries.keys))
    for cause in causes.sorted()
    where endpoints.map({ $0.retries[cause] ?? 0 }).saturatingSum != statistics.retries[cause] ?? 0 {
      note("retries.\(cause) of the endpoints do not add up to the whole")
    }
  }

  /// Checks that the tenants were read during the run.
  private func checkReadTimes() {
    for tenant in manifest.tenants {
      let times = [manifest.startedAt, tenant.readFrom, tenant.readUntil, manifest.finishedAt].compactMap { $0 }
      guard times != times.sorted() || tenant.readFrom == nil && tenant.readUntil != nil else { continue }
      let name = "tenant \(tenant.service) \(tenant.tenantId)".quotable
      differences.note(SnapshotLayout.manifest, "\(name) cannot have been read from and until then")
    }
  }

  private func checkTimes() {
    let statistics = manifest.statistics
    let times: [(String, Timestamp?)] = [
      ("started_at", manifest.startedAt), ("statistics.first_request_at", statistics.firstRequestAt),
      ("statistics.last_request_at", statistics.lastRequestAt), ("finished_at", manifest.finishedAt),
    ]
    var before: (name: String, time: Timestamp)?
    for (name, time) in times {
      guard let time else { continue }
      if let before, time < before.time {
        differences.note(SnapshotLayout.manifest, "\(name) is before \(before.name)")
      }
      before = (name, time)
    }
    let isTold = statistics.firstRequestAt != nil && statistics.lastRequestAt != nil
    if (statistics.requests > 0) != isTold { note("requests and the times of the first and last do not agree") }
  }

  private func note(_ message: String) { differences.note(SnapshotLayout.manifest, "statistics: \(message.quotable)") }
}

extension ExportStatistics.Latency {
  /// Whether the percentiles do not decrease.
  fileprivate var isInOrder: Bool { 0 <= p50 && p50 <= p95 && p95 <= p99 && p99 <= max }
}
