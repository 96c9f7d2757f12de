/// The custom roles of a snapshot, what they allow, and who holds them.
struct CustomRoles {
  private(set) var list: LongList
  private let limit: Int

  /// The holders that are named.
  private static let holderLimit = 10

  /// A custom role of one tenant.
  private struct Role {
    let name: String
    let about: String?
    var holders: [String] = []
    var count = 0
  }

  /// Reads the entitlements and the grants of the snapshot, if a service in it has custom roles.
  init(_ snapshot: SnapshotReader, limit: Int) throws(RollcallError) {
    self.limit = limit
    list = LongList(limit: limit)
    let prefixes = snapshot.manifest.tenants.map { AccessRules.of($0.service)?.extraPrefix }
    guard prefixes.contains(where: { $0 != nil }) else { return }
    var entitlements = try TenantRows(.entitlements, of: snapshot)
    var grants = try TenantRows(.grants, of: snapshot)
    for (index, report) in snapshot.manifest.tenants.enumerated() {
      var roles: [[UInt8]: Role] = [:]
      var order: [[UInt8]] = []
      let prefix = prefixes[index].map { Array($0.utf8) }
      while let row = try entitlements.next(of: index) {
        let columns = EntitlementColumns.shared
        guard let slug = Self.slug(row[columns.slug], prefix), roles[slug] == nil else { continue }
        let name = row.text(columns.name).nonEmpty ?? String(decoding: slug, as: UTF8.self)
        roles[slug] = Role(name: name, about: row.text(columns.description))
        order.append(slug)
      }
      while let row = try grants.next(of: index) {
        guard !roles.isEmpty, let slug = Self.slug(row[Self.slugColumn], prefix), roles[slug] != nil else { continue }
        roles[slug]!.count += 1
        guard roles[slug]!.holders.count < Self.holderLimit else { continue }
        let holder = row.text(Self.emailColumn).nonEmpty ?? row.text(Self.idColumn) ?? ""
        roles[slug]!.holders.append(holder.shown(limit: HTML.valueLimit))
      }
      for slug in order { list.add(Self.row(roles[slug]!, of: report)) }
    }
    try entitlements.finish()
    try grants.finish()
  }

  private static let slugColumn = Table.grants.index(of: "slug")
  private static let emailColumn = Table.grants.index(of: "operator_email")
  private static let idColumn = Table.grants.index(of: "operator_id")

  private static func slug(_ slug: UnsafeRawBufferPointer?, _ prefix: [UInt8]?) -> [UInt8]? {
    guard let slug, let prefix, slug.starts(with: prefix) else { return nil }
    return Array(slug)
  }

  private static func row(_ role: Role, of report: TenantReport) -> HTML {
    let holders = role.holders.map { "\($0)" as HTML }.joined(by: ", ")
    let rest: HTML = role.count > role.holders.count ? " and \(role.count - role.holders.count) more" : ""
    let about: HTML = role.about.nonEmpty.map { "\($0, limit: 600)" } ?? "not told"
    return """
      <td>\(report.name.nonEmpty ?? report.tenantId)</td><td>\(role.name)</td><td>\(about)</td>\
      <td class="n">\(role.count)</td><td>\(holders)\(rest)</td>
      """
  }
}
