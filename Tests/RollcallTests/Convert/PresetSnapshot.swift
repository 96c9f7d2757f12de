import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// A snapshot with rows that a test made, in the place of those that a fixture has.
struct PresetSnapshot {
  var stored: StoredSnapshot
  /// The manifest's word for the only tenant.
  let tenant: TenantReport
  let rules: AccessRules

  /// Two people of the leading role and without one, a team and an inbox.
  init(_ fixture: ServiceFixture) async throws {
    stored = try await StoredSnapshot.export(fixture, [.jsonLines])
    // One tenant is enough.
    stored.manifest.tenants = [stored.manifest.tenants[0]]
    tenant = stored.manifest.tenants[0]
    rules = try #require(AccessRules.of(tenant.service))
    let (type, role) = (rules.tenantType, rules.reading.leadingRole)
    let id = tenant.tenantId
    try set(
      .resources,
      [
        ["resource_type": type, "resource_id": id, "display_name": "Acme"],
        [
          "resource_type": "team", "resource_id": "3", "display_name": "Sales, EMEA", "parent_resource_type": type,
          "parent_resource_id": id,
        ],
        ["resource_type": "inbox", "resource_id": "3", "parent_resource_type": type, "parent_resource_id": id],
      ])
    let offers = [(type, id, role), ("team", "3", "member"), ("inbox", "3", "member")]
    try set(
      .entitlements,
      offers.map { type, id, slug in
        [
          "entitlement_id": "\(type):\(id):\(slug)", "resource_type": type, "resource_id": id, "slug": slug,
          "purpose": "permission",
        ]
      })
    let held = [(type, id, role, "7"), ("team", "3", "member", "7"), ("inbox", "3", "member", "8")]
    try set(
      .grants,
      held.map { type, id, slug, person in
        let entitlement = "\(type):\(id):\(slug)"
        return [
          "grant_id": "\(entitlement):user:\(person)", "entitlement_id": entitlement, "resource_type": type,
          "resource_id": id, "slug": slug, "operator_id": person,
        ]
      })
    try call("Ann", email: "ann@example.com")
  }

  /// Gives the first person a name and an address.
  mutating func call(_ name: String, email: String) throws {
    try set(
      .operators,
      [
        [
          "operator_id": "7", "email": email, "display_name": name, "role": rules.reading.leadingRole,
          "status": "enabled", "two_factor_enabled": true,
        ],
        ["operator_id": "8", "status": "disabled", "status_detail": "pending"],
      ])
    try stored.recount()
    try stored.repair()
  }

  /// Replaces the rows of a table.
  mutating func set(_ table: Table, _ rows: [[String: Any]]) throws {
    let lines = try rows.map { row in
      let cells = try table.columns.map { column in
        let value: Any =
          switch column.name {
          case "snapshot_at": stored.manifest.snapshotAt.description
          case "service": tenant.service
          case "instance": tenant.instance
          case "tenant_id": tenant.tenantId
          default: row[column.name] ?? (column.type == .json ? [String: String]() : NSNull())
          }
        let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .withoutEscapingSlashes]
        let text = try JSONSerialization.data(withJSONObject: value, options: options)
        return "\"\(column.name)\":\(String(decoding: text, as: UTF8.self))"
      }
      return "{\(cells.joined(separator: ","))}"
    }
    try stored.set(lines, of: "\(table)/part-00000.jsonl")
  }

  /// Converts the snapshot.
  ///
  /// - Returns: the folder with the output `out`.
  func convert(_ preset: Preset) throws -> ScratchFolder {
    let folder = try ScratchFolder.inMemory()
    try stored.write(to: folder.file("snapshot"))
    try Conversion(SnapshotReader(path: folder.file("snapshot")), as: preset).write(to: folder.file("out"))
    return folder
  }

  /// The beginning of names in files with several tenants.
  var prefix: String { "\(tenant.service):\(tenant.instance):\(tenant.tenantId)" }
}
