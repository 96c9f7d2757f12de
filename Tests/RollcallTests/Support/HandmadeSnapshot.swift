import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// A snapshot whose rows a test writes down, for questions about snapshots: everything that a row does not say is NULL.
struct HandmadeSnapshot {
  var snapshotAt = Timestamp(rfc3339: "2026-11-01T00:00:00Z")!
  private(set) var tenants: [TenantReport] = []
  private var rows: [Table: [(tenant: Int, values: [String: String?])]] = [:]
  var knownGaps: [KnownGap] = []
  var plan: PlanShare?
  var format = OutputFormat.csv

  /// Adds a tenant; further rows belong to it.
  mutating func tenant(
    _ service: ServiceDefinition, _ id: String, name: String? = nil, _ status: TenantReport.Status = .complete,
    missing: [MissingPart] = [], omitted: [MissingPart] = [], instance: String = "https://service.test"
  ) {
    tenants.append(
      TenantReport(
        service: service.name, instance: instance, tenantId: id, name: name, status: status,
        readFrom: snapshotAt, readUntil: snapshotAt, rows: [:], requests: 1, missing: missing, omitted: omitted))
  }

  /// Adds a row to a table.
  mutating func add(_ table: Table, _ values: [String: String?]) {
    rows[table, default: []].append((tenants.count - 1, values))
  }

  /// Adds an operator, and the grant of the role unless there is no role.
  mutating func person(
    _ id: String, _ email: String? = nil, role: String?, status: String = "enabled", twoFactor: String? = nil,
    attributes: String = "{}"
  ) {
    add(
      .operators,
      [
        "operator_id": id, "email": email, "display_name": "Name of \(id)", "role": role, "status": status,
        "two_factor_enabled": twoFactor, "attributes": attributes,
      ])
  }

  /// Adds a resource, with its entitlement for members.
  mutating func resource(
    _ type: String, _ id: String, name: String? = nil, member purpose: String? = "permission", attributes: String = "{}"
  ) {
    add(
      .resources,
      ["resource_type": type, "resource_id": id, "display_name": name ?? "Name of \(id)", "attributes": attributes])
    guard let purpose else { return }
    add(
      .entitlements,
      [
        "entitlement_id": "\(type):\(id):member", "resource_type": type, "resource_id": id, "slug": "member",
        "purpose": purpose,
      ])
  }

  /// Adds memberships of a resource.
  mutating func members(_ type: String, _ id: String, _ people: String...) {
    for person in people {
      add(
        .grants,
        [
          "grant_id": "\(type):\(id):member:user:\(person)", "entitlement_id": "\(type):\(id):member",
          "resource_type": type, "resource_id": id, "slug": "member", "operator_id": person,
        ])
    }
  }

  /// Writes the snapshot into a new folder.
  @discardableResult func write(to path: String) throws -> Manifest {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    var tenants = tenants
    var tables: [TableReport] = []
    for table in Table.allCases {
      try FileManager.default.createDirectory(atPath: "\(path)/\(table)", withIntermediateDirectories: false)
      let name = "\(table)/part-00000.\(format.fileExtension)"
      let sink = try FileSink(path: "\(path)/\(name)")
      var output = RowOutput(table.schema, format, to: sink, leading: ["", "", "", ""])
      for (index, values) in rows[table] ?? [] {
        try output.flush()
        output.leading = [
          snapshotAt.description, tenants[index].service, tenants[index].instance, tenants[index].tenantId,
        ]
        for column in table.ownColumns { output.add(values[column.name] ?? nil) }
        try output.endRow()
        tenants[index].rows[table.rawValue, default: 0] += 1
      }
      try output.finish()
      let position = sink.position
      try sink.finish()
      tables.append(
        TableReport(
          name: table, columns: table.columns.map { ColumnReport($0) }, rows: output.count,
          files: [
            FileReport(
              path: name, format: format.name, rows: output.count, bytes: position.count,
              uncompressedBytes: position.count, sha256: position.sha256)
          ]))
    }
    let sources = Set(tenants.map(\.service)).sorted()
      .map { service in
        SourceDescription(
          service: service, instance: "https://service.test", requests: [], notAvailable: [], knownGaps: knownGaps)
      }
    var manifest = Manifest(
      rollcallVersion: RollcallVersion.current, snapshotAt: snapshotAt, startedAt: snapshotAt, finishedAt: snapshotAt,
      complete: tenants.allSatisfy { $0.status == .complete }, run: RunDescription(user: "u", host: "h", options: [:]),
      sources: sources, tables: tables, tenants: tenants, encoding: SnapshotEncoding(), statistics: ExportStatistics())
    manifest.plan = plan
    try Data(try manifest.encoded()).write(to: URL(filePath: "\(path)/manifest.json"))
    return manifest
  }
}
