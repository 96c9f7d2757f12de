extension SnapshotChanges {
  /// A warning if the older snapshot is not the older one; `nil` if it is.
  package var orderRemark: String? { SnapshotChanges.orderRemark(old: old, new: new) }

  /// A warning if `old` is not older than `new`; `nil` if it is.
  package static func orderRemark(old: SnapshotReader, new: SnapshotReader) -> String? {
    let (before, after) = (old.manifest.snapshotAt, new.manifest.snapshotAt)
    if before > after {
      return "the two may be the wrong way round: OLD is of \(before), and NEW is of \(after), which is earlier"
    }
    return old.manifestDigest == new.manifestDigest ? "the two are the same snapshot" : nil
  }

  /// What the snapshots lack, in words, a line each; empty if both have everything.
  package var incompleteness: [String] {
    [old, new].flatMap(\.doubts)
      + [("older", old), ("newer", new)]
      .flatMap { age, snapshot in
        let lines = snapshot.manifest.incompleteness()
        return lines.isEmpty ? [] : ["The \(age) snapshot, \(snapshot.path.shown(limit: 400)):"] + lines
      }
  }

  /// Writes the changes for people: by tenant, the most serious first.
  ///
  /// - Throws: `RollcallError` if they cannot be written.
  package func writeText(to sink: any ByteSink) throws(RollcallError) {
    var output = TextOutput(to: sink)
    try output.lines(DiffHead(self).lines)
    var totals = DiffTotals()
    var leftOut = LeftOutText()
    let names = TenantNames(tenants)
    for tenant in tenants {
      var text = TenantText(tenant, command: command)
      try forEachRow(of: tenant) { (row) throws(RollcallError) in
        if row.change == .notCompared { leftOut.take(row, names.label(tenant)) } else { text.take(row) }
      }
      for note in tenant.compared?.leftOut.textNotes ?? [] { leftOut.take(note, names.label(tenant)) }
      totals.add(text)
      let lines = text.lines
      guard !lines.isEmpty else { continue }
      try output.line()
      try output.line(names.label(tenant))
      try output.lines(lines)
    }
    try output.lines(leftOut.lines)
    try output.line()
    try output.line(totals.line(self))
    try output.flush()
  }

  /// The command that lists all rows.
  private var command: String {
    "rollcall diff \(old.path.shellQuoted) \(new.path.shellQuoted)\(comparesAllColumns ? " --all-columns" : "") "
      + "--format csv"
  }
}

/// The beginning of a text about changes: what was compared, when it was read, and what differs beside the rows.
struct DiffHead {
  private let changes: SnapshotChanges

  init(_ changes: SnapshotChanges) { self.changes = changes }

  var lines: [String] {
    let (old, new) = (changes.old.manifest, changes.new.manifest)
    let leftOut = changes.tenants.count - changes.comparedCount
    return [
      "\(old.snapshotAt.brief) -> \(new.snapshotAt.brief): \(changes.comparedCount.grouped) "
        + "\(changes.comparedCount == 1 ? "tenant" : "tenants") compared"
        + (leftOut > 0 ? ", \(leftOut.grouped) not" : ""),
      "older: \(changes.old.path.shown(limit: 400)), \(old.whenRead)",
      "newer: \(changes.new.path.shown(limit: 400)), \(new.whenRead)",
    ] + [changes.orderRemark].compactMap { $0 } + changes.incompleteness + versions(old, new)
  }

  /// What versions let people read otherwise than before.
  private func versions(_ old: Manifest, _ new: Manifest) -> [String] {
    var lines: [String] = []
    if old.rollcallVersion != new.rollcallVersion {
      lines.append("written by Rollcall \(old.rollcallVersion.shown()) and \(new.rollcallVersion.shown())")
    }
    for source in new.sources {
      guard let before = old.sources.first(where: { $0.service == source.service && $0.instance == source.instance })
      else { continue }
      let name = "\(source.service) at \(source.instance)".shown()
      if before.serviceVersion != source.serviceVersion {
        let versions = [before.serviceVersion, source.serviceVersion].map { $0?.shown(limit: 40) ?? "not known" }
        lines.append("\(name): version \(versions[0]) -> \(versions[1])")
      }
      func gaps(_ source: SourceDescription, without other: SourceDescription) -> [KnownGap] {
        source.knownGaps.filter { gap in !other.knownGaps.contains { $0.code == gap.code } }
      }
      lines += gaps(source, without: before)
        .map { "\(name): a new known gap: \($0.text) (\($0.code))".shown(limit: 600) }
      lines += gaps(before, without: source)
        .map { "\(name): no known gap any more: \($0.text) (\($0.code))".shown(limit: 600) }
    }
    return lines
  }
}

extension Timestamp {
  /// The moment without what people rarely need, as in `2026-11-01 02:00 UTC`.
  fileprivate var brief: String { "\(description.prefix(10)) \(description.dropFirst(11).prefix(5)) UTC" }
}

/// The names of tenants in a text, with an id where a name does not tell them apart.
struct TenantNames {
  private var counts: [String: Int] = [:]

  init(_ tenants: [DiffTenant]) { for tenant in tenants { counts[Self.name(tenant), default: 0] += 1 } }

  private static func name(_ tenant: DiffTenant) -> String {
    let type = AccessRules.of(tenant.tenant.service)?.tenantType ?? "tenant"
    let kind = "\(tenant.tenant.service) \(type)"
    guard let name = tenant.name, !name.isEmpty else { return kind.shown() }
    return "\(name.shown(limit: 60)) (\(kind))"
  }

  /// A tenant, as in `Acme (crisp website)`.
  func label(_ tenant: DiffTenant) -> String {
    let name = Self.name(tenant)
    let isNamed = tenant.name.map { !$0.isEmpty } ?? false
    if isNamed, counts[name] == 1 { return name }
    let id = "\(name) \(tenant.tenant.id.shown(limit: 80))"
    return isNamed ? "\(id) at \(tenant.tenant.instance.shown(limit: 80))" : id
  }
}

/// The end of a text about changes: what was not compared, each reason once.
struct LeftOutText {
  /// The most reasons, and the most tenants for each, that are shown.
  private static let limits = (reasons: 50, tenants: 3)

  private var reasons: [(why: String, tenants: [String], count: Int)] = []
  private var indexes: [String: Int] = [:]
  private var hidden = 0

  mutating func take(_ row: DiffRow, _ tenant: String) {
    let name = row.resourceName.map { " “\(String(decoding: $0, as: UTF8.self).shown(limit: 60))”" } ?? ""
    take((row.new.map { String(decoding: $0, as: UTF8.self).shown() } ?? "") + name, tenant)
  }

  mutating func take(_ why: String, _ tenant: String) {
    guard let index = indexes[why] else {
      guard reasons.count < Self.limits.reasons else { return hidden += 1 }
      indexes[why] = reasons.count
      return reasons.append((why, [tenant], 1))
    }
    reasons[index].count += 1
    if reasons[index].tenants.count < Self.limits.tenants { reasons[index].tenants.append(tenant) }
  }

  var lines: [String] {
    guard !reasons.isEmpty else { return [] }
    let shown = reasons.map { why, tenants, count in
      let more = count > tenants.count ? " and \((count - tenants.count).grouped) more" : ""
      return "  \(tenants.joined(separator: ", "))\(more): \(why)"
    }
    return ["", "not compared, so that nothing can be said about it:"] + shown
      + (hidden > 0 ? ["  and \(hidden.grouped) more"] : [])
  }
}
