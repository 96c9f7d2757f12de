import FoundationEssentials
import Rollcall

/// The output of an export.
struct ExportSummary: Encodable {
  let path: String?
  let complete: Bool
  /// Whether the snapshot was there already, so that the run had nothing to do.
  let skipped: Bool
  let snapshotAt: Timestamp
  let tenants: Int
  let failedTenants: Int
  let incompleteTenants: Int
  let rows: [String: Int]
  let requests: Int
  let seconds: Double
  let rowsPerSecond: Double
  let peakMemoryBytes: Int
  /// One line for each failed tenant and each missing part.
  let problems: [String]
  /// One line for each part that was left out on purpose, and each reason.
  let omissions: [String]

  init(manifest: Manifest, output: ExportConfiguration.Output, isSkipped: Bool = false) {
    if case .directory(let directory) = output { path = directory } else { path = nil }
    complete = manifest.complete
    skipped = isSkipped
    snapshotAt = manifest.snapshotAt
    tenants = manifest.tenants.count
    failedTenants = manifest.tenants.count { $0.status == .failed }
    rows = Dictionary(uniqueKeysWithValues: manifest.tables.map { ($0.name.rawValue, $0.rows) })
    requests = manifest.statistics.requests
    // Not from the first start to the end: days may lie between an interruption, or a repair, and the rest.
    seconds = manifest.statistics.seconds
    rowsPerSecond = manifest.statistics.rowsPerSecond
    peakMemoryBytes = manifest.statistics.peakMemoryBytes
    incompleteTenants = manifest.tenants.count { $0.status == .incomplete }
    let problems =
      manifest.sources.flatMap { source in
        source.missing.map { "\(source.service): missing: \($0.part): \($0.reason)" }
      }
      + manifest.tenants.flatMap { tenant in
        let name = "\(tenant.service) \(tenant.tenantId)"
        return [tenant.error.map { "\(name): failed: \($0.message)" }].compactMap { $0 }
          + tenant.missing.map { "\(name): missing: \($0.part): \($0.reason)" }
      }
    self.problems = problems.map { $0.shown(limit: 4000) }
    omissions = Self.omissions(of: manifest.tenants).map { $0.shown(limit: 4000) }
  }

  /// What was left out, each part and reason once for each service, however many tenants lack it.
  private static func omissions(of tenants: [TenantReport]) -> [String] {
    var places: [[String]: Int] = [:]
    var omissions: [(start: String, end: String, count: Int)] = []
    for tenant in tenants {
      for part in tenant.omitted {
        let key = [tenant.service, part.part, part.reason]
        if let place = places[key] {
          omissions[place].count += 1
        } else {
          places[key] = omissions.count
          omissions.append(
            ("\(tenant.service) \(tenant.tenantId)", "left out: \(part.part): \(part.reason)", 0))
        }
      }
    }
    return omissions.map { start, end, others in
      "\(start)\(others == 0 ? "" : " and \(others.grouped) more"): \(end)"
    }
  }

  /// The path, then the content.
  var text: String {
    let counts = Table.allCases.compactMap { table in
      rows[table.rawValue].map { "\($0.grouped) \($0 == 1 ? String(table.rawValue.dropLast()) : table.rawValue)" }
    }
    let state =
      complete
      ? "complete: \(tenants.grouped) \(tenants == 1 ? "tenant" : "tenants")"
      : "NOT complete: of \(tenants.grouped) \(tenants == 1 ? "tenant" : "tenants") "
        + "\(failedTenants.grouped) failed, \(incompleteTenants.grouped) incomplete"
    let cost = "\(requests.grouped) \(requests == 1 ? "request" : "requests"), \(seconds) s"
    return "\(path.map { "\($0.shown(limit: .max))\n" } ?? "")\(state), \(counts.joined(separator: ", ")); \(cost)"
  }

  func json() throws -> String {
    guard !complete else { return try JSONResult("export", self).text() }
    let state = "the snapshot is not complete: \(failedTenants.grouped) failed, \(incompleteTenants.grouped) incomplete"
    let next = "see problems"
    return try JSONResult("export", self, failure: .init(code: ExitCode.incomplete, message: state, next: next)).text()
  }
}
