/// The beginning of the page: what was read, when, by whom and with what, and whether all of it is there.
struct ReportHead {
  let snapshot: SnapshotReader

  private var manifest: Manifest { snapshot.manifest }

  /// The text of the title, which holds no value from elsewhere.
  private var title: String { "Access report, snapshot of \(manifest.snapshotAt.day)" }

  /// Everything before the sections.
  var html: HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(words: title)</title>
    <style>\(ReportStyle.css(footer: "Access report · snapshot of \(manifest.snapshotAt.minute)"))</style>
    </head>
    <body>
    <main>
    <header>
    <h1>Access report</h1>
    <p class="lead">Who can read customers’ conversations, and through what.</p>
    \(alteration)\(state)
    <dl class="facts">
    \(facts)</dl>
    </header>
    """
  }

  /// The services, each with the number of its tenants.
  private var services: HTML {
    manifest.sources
      .map { source -> HTML in
        let count = manifest.tenants.count { $0.service == source.service && $0.instance == source.instance }
        let type = AccessRules.of(source.service)?.tenantType ?? "tenant"
        return "\(words: source.service.capitalizedFirst) at \(source.instance), \(words: count.counted(type))"
      }
      .joined(by: "<br>")
  }

  /// That the manifest was changed.
  private var alteration: HTML {
    snapshot.alteration.map { "<p class=\"state bad\"><strong>Changed.</strong> \($0, limit: 600)</p>\n" } ?? ""
  }

  /// Whether the snapshot is complete, in words.
  private var state: HTML {
    let share = HTML.shardState(of: manifest, "Only a part.")
    guard !manifest.complete else {
      // Beside the warning, a shard that is complete must not look like a whole.
      guard share.isEmpty else { return "\(share)<p>Everything of this shard was read.</p>" }
      return "<p class=\"state good\"><strong>Complete.</strong> Everything that was asked for was read.</p>"
    }
    let lines = manifest.incompleteness().dropFirst().map { "<li>\($0, limit: 600)</li>\n" as HTML }
    return """
      \(share)<div class="state bad">
      <p><strong>Not complete.</strong> People and places may be missing on this page. Missing:</p>
      <ul>
      \(Array(lines).joined())</ul>
      </div>
      """
  }

  private var facts: HTML {
    var facts: [(HTML, HTML)] = [("Snapshot of", "\(words: manifest.snapshotAt.minute) UTC")]
    if let period = manifest.readPeriod {
      let until = period.from.day == period.until.day ? String(period.until.minute.suffix(5)) : period.until.minute
      facts.append(("Read from the services", "\(words: period.from.minute) to \(words: until) UTC"))
    } else {
      facts.append(("Read from the services", "nothing was read"))
    }
    facts.append(("Run by", "\(manifest.run.user) on \(manifest.run.host)"))
    facts.append(("Made with", "Rollcall \(manifest.rollcallVersion), read only"))
    facts.append(("Services", services))
    facts.append(("SHA-256 of manifest.json", "<code>\(words: snapshot.manifestDigest)</code>"))
    return facts.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>\n" as HTML }.joined()
  }
}

extension HTML {
  /// The warning that a snapshot is one shard of several; empty if it is not.
  static func shardState(of manifest: Manifest, _ title: HTML) -> HTML {
    guard let plan = manifest.plan, plan.of > 1 else { return "" }
    return """
      <div class="state bad">
      <p><strong>\(title)</strong> This is shard \(plan.index) of \(plan.of) of a plan: it has only a part of the tenants. \
      Merge the shards for the whole.</p>
      </div>

      """
  }
}

extension Timestamp {
  /// The moment to the minute, as in `2026-11-01 02:00`.
  var minute: String { String(description.prefix(16)).replacing("T", with: " ") }

  /// The day, as in `2026-11-01`.
  var day: String { String(description.prefix(10)) }
}
