import RollcallTestSupport
import Testing

@testable import Rollcall

/// What `rollcall diff` tells of two snapshots: its rows, each as a dictionary of its texts, `nil` for NULL, and its text.
struct ToldDiff {
  let rows: [[String: String?]]
  let text: String
  let isDifferent: Bool
  let comparedCount: Int

  /// Compares two folders, and reads the JSON Lines with a reader that is not ours.
  init(_ old: String, _ new: String, allColumns: Bool = false) throws {
    let diff = SnapshotDiff(
      old: try SnapshotReader(path: old), new: try SnapshotReader(path: new), comparesAllColumns: allColumns)
    let changes = try diff.run()
    let file = MemoryFile()
    try changes.write(as: .jsonLines, to: MemorySink(file))
    rows = try String(decoding: file.current.bytes, as: UTF8.self).split(separator: "\n")
      .map { line in try JSONValue(line.utf8).members.mapValues { $0 == .null ? nil : $0.text ?? "\($0)" } }
    let textFile = MemoryFile()
    try changes.writeText(to: MemorySink(textFile))
    text = String(decoding: textFile.current.bytes, as: UTF8.self)
    isDifferent = changes.isDifferent
    comparedCount = changes.comparedCount
  }

  /// Compares two snapshots.
  init(_ old: HandmadeSnapshot, _ new: HandmadeSnapshot, allColumns: Bool = false) throws {
    let folder = try ScratchFolder()
    self = try withExtendedLifetime(folder) {
      try old.write(to: folder.file("old"))
      try new.write(to: folder.file("new"))
      return try ToldDiff(folder.file("old"), folder.file("new"), allColumns: allColumns)
    }
  }

  /// Each row in short: kind, subject, change, the column with its values, and the effect.
  var short: [String] {
    rows.map { row in
      func value(_ name: String) -> String? { row[name] ?? nil }
      let place = value("resource_type").map { "\($0):\(value("resource_id") ?? "")" }
      let column = value("column").map { "\($0) \(value("old") ?? "NULL") -> \(value("new") ?? "NULL")" }
      let why = value("column") == nil ? value("new") : nil
      return
        [
          value("kind"), place, value("slug"), value("operator_id"), value("change"), column, why,
          value("effect").map { "(\($0))" },
        ]
        .compactMap { $0 }.joined(separator: " ")
    }
  }
}

extension HandmadeSnapshot {
  /// Adds roles of the tenant, with their purposes.
  mutating func roles(_ type: String, _ id: String, _ purposes: KeyValuePairs<String, String>) {
    for (slug, purpose) in purposes {
      add(
        .entitlements,
        [
          "entitlement_id": "\(type):\(id):\(slug)", "resource_type": type, "resource_id": id, "slug": slug,
          "purpose": purpose,
        ])
    }
  }

  /// Adds a person with a role on the tenant's own resource, and the grant of it.
  mutating func holder(_ id: String, _ role: String, on type: String, _ resource: String, email: String? = nil) {
    person(id, email ?? "\(id)@acme.test", role: role)
    grant(id, role, on: type, resource)
  }

  /// Adds a grant.
  mutating func grant(_ person: String, _ slug: String, on type: String, _ resource: String) {
    let entitlement = "\(type):\(resource):\(slug)"
    add(
      .grants,
      [
        "grant_id": "\(entitlement):user:\(person)", "entitlement_id": entitlement, "resource_type": type,
        "resource_id": resource, "slug": slug, "operator_id": person,
      ])
  }

  /// A website with two roles.
  static func website(_ fill: (inout HandmadeSnapshot) -> Void) -> HandmadeSnapshot {
    var snapshot = HandmadeSnapshot()
    snapshot.website("w") { fill(&$0) }
    return snapshot
  }

  /// Adds a website with two roles.
  mutating func website(
    _ id: String, _ status: TenantReport.Status = .complete, missing: [MissingPart] = [], omitted: [MissingPart] = [],
    _ fill: (inout HandmadeSnapshot) -> Void
  ) {
    tenant(.crisp, id, name: "Acme", status, missing: missing, omitted: omitted)
    guard status != .failed else { return }
    resource("website", id, name: "Acme", member: nil)
    roles("website", id, ["owner": "permission", "member": "permission"])
    fill(&self)
  }

  /// Adds an account with two roles.
  static func account(
    missing: [MissingPart] = [], omitted: [MissingPart] = [], _ fill: (inout HandmadeSnapshot) -> Void
  ) -> HandmadeSnapshot {
    var snapshot = HandmadeSnapshot()
    snapshot.tenant(
      .chatwoot, "1", name: "Acme", missing.isEmpty ? .complete : .incomplete, missing: missing, omitted: omitted)
    snapshot.resource("account", "1", member: nil)
    snapshot.roles("account", "1", ["administrator": "permission", "agent": "assignment"])
    fill(&snapshot)
    return snapshot
  }
}
