import Rollcall

extension Command {
  /// `rollcall stats`.
  static let stats = Command(
    name: "stats",
    synopsis: "DIR [options]",
    summary: "Say what the run that made a snapshot did: requests, retries, latency, pauses, slowest tenants.",
    examples: [
      ("rollcall stats snapshot", "requests, retries and latency of each endpoint"),
      ("rollcall stats snapshot --json", "for programs"),
    ],
    settings: [Setting.quiet.declaration, Setting.json.declaration].under("Messages"),
    operands: ["DIR"],
    exitCodes: [
      ExitMeaning(0, meaning: "the figures are printed"),
      ExitMeaning(65, meaning: "the manifest cannot be read, or is not what its digest says"),
    ],
    work: .alone(stats))

  private static func stats(_ invocation: Invocation) throws -> Int32 {
    let path = invocation.operands[0]
    let snapshot = try SnapshotReader(path: path)
    // Figures of a manifest that was changed say nothing.
    if let alteration = snapshot.alteration { throw RollcallError(.undecodable, alteration) }
    let report = StatsReport(path: path, manifest: snapshot.manifest)
    if try invocation.settings.value(.json) ?? false {
      try Console.printJSON(JSONResult("stats", report).text())
    } else {
      try Console.printWrapped(report.text(width: Console.outputWidth))
    }
    return ExitCode.success
  }
}

/// The figures of a run.
struct StatsReport: Encodable {
  let path: String
  let snapshotAt: Timestamp
  let complete: Bool
  let seconds: Double
  let requests: Int
  let requestsPerSecond: Double
  let retries: [String: Int]
  let pausedSeconds: Double
  let bytesIn: Int
  let rowsPerSecond: Double
  let peakMemoryBytes: Int
  let endpoints: [EndpointStatistics]
  let slowestTenants: [TenantTime]
  /// The share of a plan, if the run had one.
  let plan: PlanShare?

  /// How long a tenant was read.
  struct TenantTime: Encodable {
    let service: String
    let instance: String
    let tenantId: String
    let name: String?
    let seconds: Double
    let requests: Int
    let operators: Int
  }

  /// So many of the slowest tenants are told.
  private static let slowest = 10

  init(path: String, manifest: Manifest) {
    let statistics = manifest.statistics
    self.path = path
    snapshotAt = manifest.snapshotAt
    plan = manifest.plan
    complete = manifest.complete
    seconds = statistics.seconds
    requests = statistics.requests
    let rate = seconds > 0 ? Double(statistics.requests) / seconds : 0
    requestsPerSecond = (rate * 10).rounded() / 10
    retries = statistics.retries
    pausedSeconds = statistics.pausedSeconds.thousandths
    bytesIn = statistics.bytesIn
    rowsPerSecond = statistics.rowsPerSecond
    peakMemoryBytes = statistics.peakMemoryBytes
    endpoints = statistics.endpoints
    slowestTenants = manifest.tenants.compactMap(TenantTime.init).sorted { $0.seconds > $1.seconds }
      .prefix(Self.slowest).map { $0 }
  }

  /// - Parameter width: the columns of the terminal, if the text goes to one.
  func text(width: Int? = nil) -> String {
    var lines = [path.shown(limit: .max)] + [plan?.partiality(of: path)].compactMap { $0 }
    lines +=
      TextTable(
        ["endpoint", "requests", "sent again", "p50", "p95", "p99", "max", "MB in"],
        endpoints.map { endpoint in
          let latency = endpoint.latency
          return [
            endpoint.pattern.shown(), endpoint.requests.grouped, endpoint.retries.values.reduce(0, +).grouped,
            Self.time(latency.p50), Self.time(latency.p95), Self.time(latency.p99), Self.time(latency.max),
            Self.tenths(Double(endpoint.bytesIn) / 1e6),
          ]
        }
      )
      .lines(width: width)
    lines.append("")
    lines.append(
      "\(requests.grouped) requests in \(Self.tenths(seconds)) s, \(Self.tenths(requestsPerSecond)) a second; "
        + "\(Int(rowsPerSecond).grouped) rows a second; peak memory \(Self.tenths(Double(peakMemoryBytes) / 1e6)) MB")
    if !retries.isEmpty {
      let causes = retries.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($1.grouped) for \($0.shown())" }
      lines.append("sent again: \(causes.joined(separator: ", "))")
    }
    if pausedSeconds > 0 { lines.append("paused for limits: \(Self.tenths(pausedSeconds)) s") }
    if slowestTenants.count > 1 {
      lines += ["", "slowest tenants"]
      lines +=
        TextTable(
          ["tenant", "seconds", "requests", "operators"],
          slowestTenants.map { tenant in
            let name = tenant.name.map { " “\($0.shown(limit: 40))”" } ?? ""
            return [
              "\(tenant.service) \(tenant.tenantId.shown())\(name)", Self.tenths(tenant.seconds),
              tenant.requests.grouped, tenant.operators.grouped,
            ]
          }
        )
        .lines(width: width)
    }
    return lines.joined(separator: "\n")
  }

  /// Seconds with the unit that suits them.
  private static func time(_ seconds: Double) -> String {
    seconds < 1 ? "\(tenths(seconds * 1000)) ms" : "\(tenths(seconds)) s"
  }

  private static func tenths(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\((tenths / 10).grouped).\(tenths % 10)"
  }
}

extension StatsReport.TenantTime {
  /// - Returns: `nil` for a tenant that was not read.
  fileprivate init?(_ tenant: TenantReport) {
    guard let from = tenant.readFrom, let until = tenant.readUntil else { return nil }
    self.init(
      service: tenant.service, instance: tenant.instance, tenantId: tenant.tenantId, name: tenant.name,
      seconds: Double(until.milliseconds - from.milliseconds) / 1000, requests: tenant.requests,
      operators: tenant.rows[Table.operators.rawValue] ?? 0)
  }
}
