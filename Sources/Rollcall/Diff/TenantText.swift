/// The changes of one tenant as lines: of each group the first ones, and how many more there are.
struct TenantText {
  /// The most lines of a group.
  private static let limit = 50
  /// The widest columns that others are aligned with.
  private static let widths = (subject: 48, what: 40)

  private let tenant: DiffTenant
  private let command: String
  private var groups: [DiffGroup: (lines: [DiffLine], count: Int)] = [:]
  /// Grants of the tenant's own roles. They come and go with the roles of people, who are told.
  private var roleGrants = 0
  private var told = RoleGrants()
  private var hasPeople = false

  init(_ tenant: DiffTenant, command: String) {
    self.tenant = tenant
    self.command = command
  }

  /// The number of changes of a group.
  func count(of group: DiffGroup) -> Int { groups[group]?.count ?? 0 }

  mutating func take(_ row: DiffRow) {
    guard row.kind != .tenant else { return }
    var isCustomRole = false
    if let type = row.resourceType, let slug = row.slug, let compared = tenant.compared {
      isCustomRole = compared.isCustomRole(type, slug)
      if row.kind == .grant, !isCustomRole, compared.isOwn(type), !told.isNews(row) { return roleGrants += 1 }
    }
    told.take(row)
    if row.kind == .operator { hasPeople = true }
    let group = DiffGroup(row, of: tenant.compared, isCustomRole: isCustomRole)
    groups[group, default: ([], 0)].count += 1
    guard count(of: group) <= Self.limit else { return }
    groups[group]?.lines.append(DiffLine(row, isCustomRole: isCustomRole))
  }

  /// The lines; none if nothing differs.
  var lines: [String] {
    switch tenant.standing {
    case .added: return ["  + new in the newer snapshot; its people are not compared"]
    case .removed: return ["  - not in the newer snapshot; that does not say that its people left"]
    case .failed: return []
    case .compared: break
    }
    let shown = groups.values.flatMap(\.lines)
    let subject = min(shown.map(\.subject.unicodeScalars.count).max() ?? 0, Self.widths.subject)
    let what = min(shown.map(\.what.unicodeScalars.count).max() ?? 0, Self.widths.what)
    var lines: [String] = []
    for group in DiffGroup.allCases {
      guard let (shown, count) = groups[group] else { continue }
      for line in shown {
        let text =
          "  \(line.sign) \(line.subject.padded(to: subject))  \(line.what.padded(to: what))  \(line.meaning)"
        lines.append(text.withoutTrailingBlanks)
      }
      if count > shown.count {
        lines.append("  and \(group.counted(count - shown.count)): \(command) lists all")
      }
    }
    if roleGrants > 0, !hasPeople {
      lines.append("  ~ \(roleGrants.grouped) \(roleGrants == 1 ? "grant" : "grants") of roles: \(command) lists all")
    }
    return lines
  }
}

extension String {
  fileprivate var withoutTrailingBlanks: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}

/// The last line of a text about changes: how many there are.
struct DiffTotals {
  private var counts: [DiffGroup: Int] = [:]

  mutating func add(_ text: TenantText) {
    for group in DiffGroup.allCases { counts[group, default: 0] += text.count(of: group) }
  }

  /// The number of changes of a group in words.
  private func counted(_ count: Int, of group: DiffGroup) -> String {
    // Those who joined with the leading role are counted before, and not twice.
    guard group == .joined, counts[.joinedLeading] ?? 0 > 0 else { return group.counted(count) }
    return "\(count.grouped) \(count == 1 ? "other" : "others") joined"
  }

  func line(_ changes: SnapshotChanges) -> String {
    var parts = DiffGroup.allCases.compactMap { group in
      counts[group].flatMap { $0 > 0 ? counted($0, of: group) : nil }
    }
    for (standing, word) in [(DiffTenant.Standing.added, "more"), (.removed, "fewer")] {
      let count = changes.tenants.count { $0.standing == standing }
      if count > 0 { parts.append("\(count.grouped) \(count == 1 ? "tenant" : "tenants") \(word)") }
    }
    let ignored =
      changes.comparesAllColumns ? "" : " (presence, last activity and pictures are not compared: --all-columns)"
    if changes.comparedCount == 0 { return "no tenant could be compared" }
    guard changes.isDifferent || !parts.isEmpty else { return "nothing differs\(ignored)" }
    return (parts.isEmpty ? "grants of roles differ" : parts.joined(separator: ", ")) + ignored
  }
}
