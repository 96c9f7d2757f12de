import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Damage after which sizes and digests are made to fit, so that only the content can tell.
struct ConsistentDamage: Sendable, CustomTestStringConvertible {
  let name: String
  /// Whether there is nothing to change in a file that is not compressed.
  var isOfGzip = false
  /// Changes one thing in a snapshot of one format.
  let change: @Sendable (inout StoredSnapshot, inout RepeatableRandom) throws -> Void

  var testDescription: String { name }

  typealias Rows = [[String?]]

  static let all = rowDamage + contentDamage + manifestDamage

  /// Changes the rows of a table, of any if none is named, and counts them again if that is asked for.
  private static func rows(
    _ name: String, _ table: Table? = nil, recount: Bool = false,
    _ change: @escaping @Sendable (inout Rows, Table, inout RepeatableRandom) -> Void
  ) -> ConsistentDamage {
    ConsistentDamage(name: name) { snapshot, dice in
      let table = table ?? Table.allCases.randomElement(using: &dice)!
      var rows = try snapshot.rows(of: table)
      change(&rows, table, &dice)
      try snapshot.set(rows, of: table)
      if recount { try snapshot.recount() }
    }
  }

  /// Changes a value of a row of those that have one of the texts in a column, or of all.
  private static func value(
    _ name: String, _ column: String, of table: Table, among: [String]? = nil,
    _ change: @escaping @Sendable (String?) -> String?
  ) -> ConsistentDamage {
    rows(name, table) { rows, table, dice in
      let column = table.columns.firstIndex { $0.name == column }!
      let index = rows.indices.filter { among?.contains(rows[$0][column] ?? "") ?? true }.randomElement(using: &dice)!
      rows[index][column] = change(rows[index][column])
    }
  }

  /// Removes a row that has one of the texts in a column.
  private static func removed(_ table: Table, _ column: String, _ texts: [String]) -> ConsistentDamage {
    rows("one of the \(table) removed that others refer to", table, recount: true) { rows, table, dice in
      let column = table.columns.firstIndex { $0.name == column }!
      rows.remove(at: rows.indices.filter { texts.contains(rows[$0][column] ?? "") }.randomElement(using: &dice)!)
    }
  }

  /// Changes the address of somebody who holds the grant of a role. People who left hold none: the lists of members
  /// alone know them, and each of these lists may have another address.
  private static func holder(
    _ name: String, _ change: @escaping @Sendable (String?) -> String?
  ) -> ConsistentDamage {
    rows(name, .grants) { rows, table, dice in
      let slug = table.columns.firstIndex { $0.name == "slug" }!
      let email = table.columns.firstIndex { $0.name == "operator_email" }!
      let ofRoles = rows.indices.filter { ["owner", "administrator", "agent"].contains(rows[$0][slug]!) }
      let index = ofRoles.randomElement(using: &dice)!
      rows[index][email] = change(rows[index][email])
    }
  }

  private static let rowDamage: [ConsistentDamage] = [
    rows("a row twice in a row", recount: true) { rows, _, dice in
      let index = rows.indices.randomElement(using: &dice)!
      rows.insert(rows[index], at: index)
    },
    rows("a row less") { rows, _, dice in rows.remove(at: rows.indices.randomElement(using: &dice)!) },
    // An invitation that nobody has accepted holds no grant.
    removed(.operators, "status", ["enabled"]),
    removed(.resources, "resource_type", ["website", "account", "team", "inbox"]),
    removed(.entitlements, "slug", ["owner", "administrator"]),
    rows("a row away from those of its tenant") { rows, _, _ in rows.append(rows.removeFirst()) },
    rows("a holder who is not there", .grants) { rows, table, dice in
      let index = rows.indices.randomElement(using: &dice)!
      rows[index][table.columns.firstIndex { $0.name == "operator_id" }!] = "stranger"
      let entitlement = rows[index][table.columns.firstIndex { $0.name == "entitlement_id" }!]!
      rows[index][3] = "\(entitlement):user:stranger"
    },
    rows("a parent that is not there", .resources) { rows, table, dice in
      let index = rows.indices.randomElement(using: &dice)!
      rows[index][table.columns.firstIndex { $0.name == "parent_resource_type" }!] = "account"
      rows[index][table.columns.firstIndex { $0.name == "parent_resource_id" }!] = "nowhere"
    },
    value("half a parent", "parent_resource_type", of: .resources, among: ["website", ""]) { _ in "account" },
    value("a grant_id of other parts", "grant_id", of: .grants) { $0! + "x" },
    value("an operator_id beside its grant_id", "operator_id", of: .grants) { $0! + "x" },
    value("a slug beside its entitlement_id", "slug", of: .entitlements) { $0! + "x" },
    value("another moment", "snapshot_at", of: .operators) { _ in "2026-11-01T00:00:00.001Z" },
    value("another service", "service", of: .grants) { _ in "intercom" },
    value("another tenant", "tenant_id", of: .entitlements) { _ in "nobody" },
    value("an unknown status", "status", of: .operators) { $0!.uppercased() },
    value("an unknown purpose", "purpose", of: .entitlements) { _ in "" },
    value("a key that is NULL", "operator_id", of: .operators) { _ in nil },
    value("a status that is NULL", "status", of: .operators) { _ in nil },
    value("a time that is none", "last_active_at", of: .operators) { _ in "2026-02-30T00:00:00.000Z" },
    value("a time in another form", "last_active_at", of: .operators) { _ in "2026-11-01T00:00:00Z" },
    value("a boolean in another form", "two_factor_enabled", of: .operators) { _ in "TRUE" },
    value("attributes that are no JSON", "attributes", of: .resources) { _ in #"{"a":}"# },
    value("attributes in another order", "attributes", of: .operators) { _ in #"{"b":1,"a":2}"# },
    removed(.grants, "slug", ["owner", "administrator"]),
    holder("a holder with another address") { "x" + ($0 ?? "") },
    holder("a holder without an address") { _ in nil },
    value("an address beside its grants", "email", of: .operators, among: ["p0@w0.test", "a1@x.test"]) { _ in "" },
    value("a role beside its grant", "role", of: .operators, among: ["owner", "administrator"]) { $0! + "s" },
    value("a role without a grant", "role", of: .operators, among: ["owner", "administrator"]) { _ in nil },
    rows("somebody who left and holds the grant of a role", .operators) { rows, table, dice in
      let status = table.columns.firstIndex { $0.name == "status" }!
      let index = rows.indices.filter { rows[$0][status] == "enabled" }.randomElement(using: &dice)!
      rows[index].replaceSubrange(status...status + 1, with: ["deleted", "removed from the account"])
    },
    value("a detail of a status that needs none", "status_detail", of: .operators, among: [""]) { _ in "on leave" },
    value("an avatar that is no address", "avatar_url", of: .operators) { _ in "" },
    value("U+0000 in a name", "display_name", of: .resources) { _ in "a\u{0}b" },
    value("a key of nothing", "entitlement_id", of: .entitlements) { _ in "" },
    value("an attribute twice inside another one", "attributes", of: .operators) { _ in
      #"{"a":{"b":[{"c":1,"\u0063":2}]}}"#
    },
    value("half a character in an attribute", "attributes", of: .resources) { _ in #"{"a":"\ud83d"}"# },
    value("U+0000 in an attribute's name", "attributes", of: .resources) { _ in #"{"a":{"\u0000":1}}"# },
    value("a tenant inside another one", "parent_resource_id", of: .resources, among: [""]) { _ in "1" },
    value("a kind of resource that is none", "resource_type", of: .resources) { _ in "workspace" },
    removed(.entitlements, "slug", ["member", "agent"]),
    value("attributes twice", "attributes", of: .operators) { _ in #"{"a":1,"a":2}"# },
  ]

  /// Changes the content of the file of any table.
  private static func content(
    _ name: String, _ change: @escaping @Sendable (inout [UInt8], inout RepeatableRandom) -> Void
  ) -> ConsistentDamage {
    ConsistentDamage(name: name) { snapshot, dice in
      let path = snapshot.paths.randomElement(using: &dice)!
      var content = try snapshot.content(of: path)
      change(&content, &dice)
      try snapshot.set(content, of: path)
    }
  }

  /// Changes a file below its compression.
  private static func file(
    _ name: String, isOfGzip: Bool = false, _ change: @escaping @Sendable (inout [UInt8]) throws -> Void
  ) -> ConsistentDamage {
    ConsistentDamage(name: name, isOfGzip: isOfGzip) { snapshot, dice in
      let path = snapshot.paths.randomElement(using: &dice)!
      if !isOfGzip || path.hasSuffix(".gz") { try change(&snapshot.files[path]!) }
    }
  }

  private static let contentDamage: [ConsistentDamage] = [
    content("a last row without an end") { bytes, _ in bytes.removeLast() },
    content("a blank line at the end") { bytes, _ in bytes.append(UInt8(ascii: "\n")) },
    content("a blank line at the start") { bytes, _ in bytes.insert(UInt8(ascii: "\n"), at: 0) },
    content("a byte order mark") { bytes, _ in bytes.insert(contentsOf: [0xEF, 0xBB, 0xBF], at: 0) },
    content("a column with another name") { bytes, _ in
      let range = bytes.firstRange(of: Array("tenant_id".utf8))!
      bytes[range.lowerBound] = UInt8(ascii: "T")
    },
    content("a byte that is no UTF-8") { bytes, dice in
      bytes[Int.random(in: bytes.count / 2..<bytes.count, using: &dice)] = 0xFF
    },
    content("rows that do not end as the encoding says") { bytes, _ in
      bytes = bytes.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
    },
    content("a NUL between rows") { bytes, _ in bytes[bytes.count - 1] = 0 },
    ConsistentDamage(name: "more content than there should be") { snapshot, dice in
      let path = snapshot.paths.randomElement(using: &dice)!
      let content = try snapshot.content(of: path)
      try snapshot.set(content + content, of: path)
      try snapshot.update(path) { $0.uncompressedBytes = content.count }
    },
    file("a second member", isOfGzip: true) { $0 += try gzipped([]) },
    file("the file twice") { $0 += $0 },
    file("zeros at the end") { $0 += [UInt8](repeating: 0, count: 512) },
    file("a checksum that is wrong", isOfGzip: true) { $0[$0.count - 8] ^= 1 },
    file("a length that is wrong", isOfGzip: true) { $0[$0.count - 1] ^= 1 },
    file("an end that is missing") { $0.removeLast(9) },
  ]
}

extension StoredSnapshot {
  /// The rows of a table with all columns, `nil` for NULL.
  func rows(of table: Table) throws -> ConsistentDamage.Rows {
    let file = manifest.tables[table.index].files[0]
    var cutter = RowCutter(table.schema, OutputFormat.named(file.format)!)
    var rows: ConsistentDamage.Rows = []
    func take(_ row: Row) {
      rows.append(row.cells.indices.map { column in row[column].map { String(decoding: $0, as: UTF8.self) } })
    }
    try cutter.append(content(of: file.path), take)
    try cutter.finish(take)
    return rows
  }

  mutating func set(_ rows: ConsistentDamage.Rows, of table: Table) throws {
    let file = manifest.tables[table.index].files[0]
    let format = OutputFormat.named(file.format)!
    var content: [UInt8] = []
    var header = format.makeEncoder(table, EncodingOptions(snapshotAt: manifest.snapshotAt))
    header.encodeHeader(into: &content)
    for row in rows {
      let options = EncodingOptions(snapshotAt: Timestamp(rfc3339: row[0]!)!)
      var encoder = format.makeEncoder(table, options)
      let tenant = Tenant(service: row[1]!, instance: row[2]!, id: row[3]!)
      encoder.encode(RowBatch(table, [Array(row.dropFirst(4))], tenant: tenant), into: &content)
    }
    try set(content, of: file.path)
    fitTenants(to: rows, of: table)
  }

  /// Makes what the manifest says of the tenants that which the rows say.
  mutating func fitTenants(to rows: ConsistentDamage.Rows, of table: Table) {
    func index(_ name: String) -> Int { table.columns.firstIndex { $0.name == name }! }
    for tenant in manifest.tenants.indices {
      let report = manifest.tenants[tenant]
      let own = rows.filter { $0[index("service")] == report.service && $0[index("tenant_id")] == report.tenantId }
      switch table {
      case .operators:
        var totals = OperatorTotals(byRole: [:], byStatus: ["enabled": 0, "disabled": 0, "deleted": 0])
        for row in own {
          totals.byRole[row[index("role")] ?? "none", default: 0] += 1
          totals.byStatus[row[index("status")] ?? "", default: 0] += 1
        }
        manifest.tenants[tenant].totals.operators = totals
      case .resources:
        let website = own.last {
          ["website", "account"].contains($0[index("resource_type")]) && $0[index("resource_id")] == report.tenantId
        }
        manifest.tenants[tenant].name = website.flatMap { $0[index("display_name")] }
      case .entitlements, .grants: break
      }
    }
  }
}
