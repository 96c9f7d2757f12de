/// Whether a manifest's times and figures can be.
struct ManifestFigures {
  let manifest: Manifest
  let differences: DifferenceList

  func run() {
    checkTimes()
    let statistics = manifest.statistics
    let counts =
      [
        ("requests", statistics.requests), ("bytes_in", statistics.bytesIn),
        ("peak_memory_bytes", statistics.peakMemoryBytes),
      ] + statistics.retries.sorted { $0.key < $1.key }.map { ("retries.\($0.key)", $0.value) }
    for (name, count) in counts where count < 0 { note("\(name) is negative") }
    let latency = statistics.latency
    let durations = [
      ("seconds_waited_for_limits", statistics.secondsWaitedForLimits), ("rows_per_second", statistics.rowsPerSecond),
      ("latency.p50", latency.p50), ("latency.p95", latency.p95), ("latency.p99", latency.p99),
      ("latency.max", latency.max),
    ]
    for (name, number) in durations where !number.isFinite || number < 0 { note("\(name) is no such figure") }
    if !(latency.p50 <= latency.p95 && latency.p95 <= latency.p99 && latency.p99 <= latency.max) {
      note("latency is not in order")
    }
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
