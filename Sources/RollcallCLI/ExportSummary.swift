import FoundationEssentials
import Rollcall

/// What an export prints when it is done.
struct ExportSummary: Encodable {
  let path: String?
  let complete: Bool
  let snapshotAt: Timestamp
  let tenants: Int
  let failedTenants: Int
  let rows: [String: Int]
  let requests: Int
  let seconds: Double
  let rowsPerSecond: Double
  let peakMemoryBytes: Int
  /// One line for each tenant that is not complete.
  let problems: [String]

  init(manifest: Manifest, output: ExportConfiguration.Output) {
    if case .directory(let directory) = output { path = directory } else { path = nil }
    complete = manifest.complete
    snapshotAt = manifest.snapshotAt
    tenants = manifest.tenants.count
    failedTenants = manifest.tenants.count { $0.status == .failed }
    rows = Dictionary(uniqueKeysWithValues: manifest.tables.map { ($0.name.rawValue, $0.rows) })
    requests = manifest.statistics.requests
    seconds = Double(manifest.finishedAt.milliseconds - manifest.startedAt.milliseconds) / 1000
    rowsPerSecond = manifest.statistics.rowsPerSecond
    peakMemoryBytes = manifest.statistics.peakMemoryBytes
    problems = manifest.tenants.filter { $0.status != .complete }
      .map { tenant in
        "\(tenant.service) \(tenant.tenantId): \(tenant.status.rawValue): \(tenant.error?.message ?? "see the manifest")"
      }
  }

  /// The path, then what is in it.
  var text: String {
    let counts = Table.allCases.compactMap { table in
      rows[table.rawValue].map { "\($0.grouped) \($0 == 1 ? String(table.rawValue.dropLast()) : table.rawValue)" }
    }
    let state =
      complete
      ? "complete: \(tenants.grouped) \(tenants == 1 ? "tenant" : "tenants")"
      : "NOT complete: \(failedTenants.grouped) of \(tenants.grouped) tenants failed"
    let cost = "\(requests.grouped) \(requests == 1 ? "request" : "requests"), \(seconds) s"
    return "\(path.map { "\($0)\n" } ?? "")\(state), \(counts.joined(separator: ", ")); \(cost)"
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
