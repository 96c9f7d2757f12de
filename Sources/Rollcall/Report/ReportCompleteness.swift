/// The section with which a reader checks that nothing was left out: what was asked, what came, and what nobody can tell.
struct ReportCompleteness {
  let snapshot: SnapshotReader
  let limit: Int
  /// The command that shows longer lists.
  let command: String

  private var manifest: Manifest { snapshot.manifest }

  /// The section.
  var html: HTML {
    """
    <section>
    <h2>Completeness and known gaps</h2>
    <p>Compare these totals with the screens on which the services list their people: they are what the services \
    answered, whether or not somebody can read.</p>
    \(totals)
    \(rows)
    \(manifest.sources.map(source).joined(by: "\n"))
    \(omitted)</section>
    """
  }

  private var totals: HTML {
    var list = LongList(limit: limit)
    for tenant in manifest.tenants {
      list.add(
        """
        <td>\(tenant.name.nonEmpty ?? tenant.tenantId)</td><td>\(words: tenant.service)</td>\
        <td>\(counts(tenant.totals.operators?.byRole))</td><td>\(counts(tenant.totals.operators?.byStatus, zeros: false))</td>\
        <td>\(tenant.status == .complete ? ("complete" as HTML) : tenant.status == .failed ? "<b>failed</b>" : "<b>incomplete</b>")</td>
        """)
    }
    return list.table(
      "People by website or account, role and status",
      ["Tenant", "Service", "By role", "By status", "Read"], what: "tenants", command: command)
  }

  private func counts(_ counts: [String: Int]?, zeros: Bool = true) -> HTML {
    guard let counts, !counts.isEmpty else { return "not told" }
    let shown = counts.filter { zeros || $0.value > 0 }.sorted { $0.key < $1.key }
    let rest: HTML = shown.count > 12 ? " and \(shown.count - 12) more" : ""
    return shown.prefix(12).map { "\($0.value) \($0.key)" as HTML }.joined(by: "<br>") + rest
  }

  private var rows: HTML {
    let rows = manifest.tables.map { table -> HTML in
      "<tr><th scope=\"row\">\(words: table.name.rawValue)</th><td class=\"n\">\(table.rows)</td><td>\(words: Self.about(table.name))</td></tr>\n"
    }
    return .table(
      "Rows of the snapshot, each file of which was checked against its digest",
      ["Table", .number("Rows"), "What it lists"], rows.joined())
  }

  private static func about(_ table: Table) -> String {
    switch table {
    case .operators: "people with a seat, and invitations"
    case .resources: "websites, accounts, teams and inboxes"
    case .entitlements: "the roles and memberships that there are"
    case .grants: "who holds which role or membership"
    }
  }

  private func source(_ source: SourceDescription) -> HTML {
    let token = [source.tier.map { "tier \($0)" }, source.tokenRole.map { "role of its owner: \($0)" }]
      .compactMap { $0 }
    let version: HTML = source.serviceVersion.map { "Version \($0). " } ?? ""
    let about: HTML = token.isEmpty ? "" : "Token: \(words: token.joined(separator: ", "))."
    let gaps = source.knownGaps.map { "<li>\($0.text, limit: 600) (<code>\($0.code)</code>)</li>\n" as HTML }
    return """
      <h3>\(words: source.service.capitalizedFirst) at \(source.instance)</h3>
      <p class="soft">\(version)\(about)</p>
      \(list("What was asked", source.requests.map(request)))\
      \(list("What the service lets people read beyond the lists above", gaps))\
      \(list("What the service cannot tell, so that its absence is no answer", source.notAvailable.map { "<li>\($0, limit: 600)</li>\n" }))
      """
  }

  /// A request in plain words first, then its pattern.
  private func request(_ text: String) -> HTML {
    guard let colon = text.firstRange(of: ": ") else { return "<li>\(text, limit: 600)</li>\n" }
    return
      "<li>\(String(text[colon.upperBound...]), limit: 600)<br><code>\(String(text[..<colon.lowerBound]))</code></li>\n"
  }

  private func list(_ name: HTML, _ items: [HTML]) -> HTML {
    items.isEmpty ? "" : "<h4>\(name)</h4>\n<ul>\n\(items.joined())</ul>\n"
  }

  /// What was left out on purpose, each reason once.
  private var omitted: HTML {
    var reasons: [(text: String, tenants: Int)] = []
    var places: [String: Int] = [:]
    for part in manifest.tenants.flatMap(\.omitted) {
      let text =
        "\(part.resourceId == nil ? part.part : "\(part.part) of a \(part.resourceType ?? "place")"): \(part.reason)"
      if let place = places[text] {
        reasons[place].tenants += 1
      } else if reasons.count < 50 {
        places[text] = reasons.count
        reasons.append((text, 1))
      }
    }
    guard !reasons.isEmpty else { return "" }
    let items = reasons.map { "<li>\($0.text, limit: 600) (\($0.tenants) times)</li>\n" as HTML }
    return "<h3>Left out on purpose</h3>\n<ul>\n\(items.joined())</ul>\n"
  }
}
