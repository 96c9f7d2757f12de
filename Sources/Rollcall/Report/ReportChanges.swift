/// The changes since an older snapshot: those that matter for reading, the most serious first.
struct ReportChanges {
  /// The number of changes that are told.
  private(set) var count = 0
  /// The moment of the older snapshot, to the minute.
  let since: String

  private let old: SnapshotReader
  private let orderRemark: String?
  private let command: String
  private let limit: Int
  private var groups: [DiffEffect: LongList] = [:]
  private var otherChanges = 0
  private var tenants: LongList
  private var notCompared: LongList
  private var versions: [HTML] = []
  private var comparedCount = 0
  /// The people of the present tenant whose roles are told by their own rows.
  private var told: (tenant: Tenant?, grants: RoleGrants) = (nil, RoleGrants())

  /// Compares the snapshots.
  ///
  /// - Parameter limit: the most rows of each list.
  /// - Throws: `RollcallError` with the code `undecodable` if a snapshot is damaged.
  init(old: SnapshotReader, new: SnapshotReader, limit: Int) throws(RollcallError) {
    self.old = old
    orderRemark = SnapshotChanges.orderRemark(old: old, new: new)
    self.limit = limit
    since = old.manifest.snapshotAt.minute
    command = "rollcall diff \(old.path.shellQuoted) \(new.path.shellQuoted) --format csv"
    tenants = LongList(limit: limit)
    notCompared = LongList(limit: limit)
    let changes = try SnapshotDiff(old: old, new: new).run()
    comparedCount = changes.comparedCount
    try changes.forEachRow { (tenant, row) throws(RollcallError) in take(row, of: tenant) }
  }

  private mutating func take(_ row: DiffRow, of tenant: DiffTenant) {
    let name: HTML = "\(tenant.name.nonEmpty ?? tenant.tenant.id)"
    if row.change == .notCompared {
      return notCompared.add("<td>\(name)</td><td>\(Self.place(of: row, ""))</td><td>\(row.new)</td>")
    }
    if row.kind == .tenant {
      count += 1
      return tenants.add(
        row.change == .added
          ? "<td>\(name)</td><td>new: its people are not compared</td>"
          : "<td>\(name)</td><td>not listed any more: that does not say that its people left</td>")
    }
    // Grants of a tenant's own roles come and go with the roles of people, who are told.
    let isOwn = row.resourceType?.elementsEqual((AccessRules.of(tenant.tenant.service)?.tenantType ?? "").utf8) ?? false
    if told.tenant != tenant.tenant {
      told.tenant = tenant.tenant
      told.grants.reset()
    }
    told.grants.take(row)
    if row.kind == .grant, isOwn, !told.grants.isNews(row) { return }
    guard let effect = row.effect else { return otherChanges += 1 }
    count += 1
    // Of many who joined, those who manage everything matter most.
    let isLeading = effect == .joined && tenant.compared?.isLeading(row.note) ?? false
    groups[effect, default: LongList(limit: limit)]
      .add(
        isLeading: isLeading,
        "<td>\(name)</td>\(Self.person(of: row))<td>\(Self.place(of: row, Self.values(of: row)))</td>")
  }

  /// What of a person changed; of somebody who joined or left, the role.
  private static func values(of row: DiffRow) -> HTML {
    guard row.kind == .operator else { return "" }
    let role: HTML = row.note.flatMap { $0.isEmpty ? nil : "\($0)" } ?? "no role"
    guard row.change == .changed else { return role }
    let values: HTML = "\(row.column): \(row.old) → \(row.new)"
    return row.effect == .joined ? "\(role), \(values)" : values
  }

  private static func person(of row: DiffRow) -> HTML {
    let address = row.operatorEmail.flatMap { $0.isEmpty ? nil : $0 } ?? row.operatorID
    return row.operatorID == nil ? "<td>everyone there</td><td></td>" : "<td>\(row.displayName)</td><td>\(address)</td>"
  }

  private static func place(of row: DiffRow, _ values: HTML) -> HTML {
    guard let type = row.resourceType else { return values }
    let name = row.resourceName.flatMap { $0.isEmpty ? nil : $0 } ?? row.resourceID
    return "\(words: String(decoding: type, as: UTF8.self)) \(name)\(values.isEmpty ? "" : ", \(values)")"
  }

  private var order: HTML {
    orderRemark.map {
      "<div class=\"state bad\"><p><strong>Look at the two snapshots:</strong> \(words: $0).</p></div>\n" as HTML
    }
      ?? ""
  }

  /// The section.
  var section: HTML {
    var tables = HTML()
    for (effect, title) in Self.titles {
      guard let list = groups[effect] else { continue }
      tables += list.table(
        "\(title): \(list.count)", ["Tenant", "Name", "E-mail", "What"], what: "changes", command: command)
    }
    tables += tenants.table(
      "Websites and accounts that came or went: \(tenants.count)", ["Tenant", "What"], what: "tenants", command: command
    )
    tables += notCompared.table(
      "Not compared: \(notCompared.count)", ["Tenant", "Part", "Why"], what: "parts", command: command)
    let others: HTML =
      otherChanges > 0
      ? """
      <p class="note">\(words: otherChanges.counted("other change")) without an effect on reading that is certain, such as \
      names and titles: <code>\(command, limit: 1_000)</code></p>

      """ : ""
    let none: HTML =
      comparedCount == 0
      ? "<p><strong>No tenant could be compared.</strong></p>\n"
      : count == 0 ? "<p>Nobody joined, left, was let in or out.</p>\n" : ""
    let share = HTML.shardState(of: old.manifest, "The older snapshot has only a part.")
    let lack = old.manifest.incompleteness().dropFirst().map { "<li>\($0, limit: 600)</li>\n" as HTML }
    let incomplete: HTML =
      lack.isEmpty
      ? ""
      : "<div class=\"state bad\"><p><strong>The older snapshot is not complete.</strong> Missing in it:</p>\n<ul>\n\(Array(lack).joined())</ul></div>\n"
    return """
      <section>
      <h2>Changes since \(words: since) UTC</h2>
      <p class="soft">Between two snapshots: when exactly, and by whom, the services do not tell.</p>
      \(order)\
      \(share)\(incomplete)\(none)\(tables)
      \(others)</section>
      """
  }

  /// What became of people, the most serious first.
  private static let titles: [(DiffEffect, HTML)] = [
    (.raised, "Rights raised"), (.joined, "Joined"), (.letIn, "Let in"), (.enabled, "Enabled"), (.left, "Left"),
    (.letOut, "Let out"), (.lowered, "Rights lowered"), (.disabled, "Disabled"),
  ]
}
