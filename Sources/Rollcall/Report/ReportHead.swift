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
    <p class="lead">Who can read customers’ conversations, and through what: \(subject)</p>
    \(state)
    <dl class="facts">
    \(facts)</dl>
    </header>
    """
  }

  private var subject: HTML {
    let sources = manifest.sources.map { "\(words: $0.service.capitalizedFirst) at \($0.instance)" as HTML }
    return sources.joined(by: ", ") + ", \(words: manifest.tenants.count.counted("website or account", "websites and accounts"))."
  }

  /// Whether the snapshot is complete, in words.
  private var state: HTML {
    guard !manifest.complete else {
      return "<p class=\"state good\"><strong>Complete.</strong> Everything that was asked for was read.</p>"
    }
    let lines = manifest.incompleteness().dropFirst().map { "<li>\($0, limit: 600)</li>\n" as HTML }
    return """
      <div class="state bad">
      <p><strong>Not complete.</strong> People and places may be missing on this page. Missing:</p>
      <ul>
      \(Array(lines).joined())</ul>
      </div>
      """
  }

  private var facts: HTML {
    var facts: [(HTML, HTML)] = [("Snapshot of", "\(words: manifest.snapshotAt.minute) UTC")]
    if let period = manifest.readPeriod {
      facts.append(("Read from the services", "\(words: period.from.minute) to \(words: period.until.minute) UTC"))
    } else {
      facts.append(("Read from the services", "nothing was read"))
    }
    facts.append(("Run by", "\(manifest.run.user) on \(manifest.run.host)"))
    facts.append(("Made with", "Rollcall \(manifest.rollcallVersion), read only"))
    facts.append(("Evidence", "SHA-256 of manifest.json:<br><code>\(words: snapshot.manifestDigest)</code>"))
    return facts.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>\n" as HTML }.joined()
  }
}

extension Timestamp {
  /// The moment to the minute, as in `2026-11-01 02:00`.
  var minute: String { String(description.prefix(16)).replacing("T", with: " ") }

  /// The day, as in `2026-11-01`.
  var day: String { String(description.prefix(10)) }
}
