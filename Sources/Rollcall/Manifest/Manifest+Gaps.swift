extension Manifest {
  /// What a snapshot that is not complete lacks, in words, a line each; empty if it is complete.
  ///
  /// - Parameter limit: the most lines; one more says how many there are beyond it.
  package func incompleteness(limit: Int = 20) -> [String] {
    guard !complete else { return [] }
    var lines: [String] = []
    for source in sources {
      for part in source.missing { lines.append("\(source.service): \(part.inWords) is missing: \(part.reason)") }
    }
    for tenant in tenants {
      switch tenant.status {
      case .complete: continue
      case .failed: lines.append("\(tenant.inWords) could not be read: \(tenant.error?.message ?? "no reason is told")")
      case .incomplete:
        for part in tenant.missing { lines.append("\(tenant.inWords): \(part.inWords) is missing: \(part.reason)") }
      }
    }
    let shown = lines.prefix(limit).map { "  " + $0.shown(limit: 400) }
    let more = lines.count > limit ? ["  and \((lines.count - limit).grouped) more, in manifest.json"] : []
    return ["This snapshot is not complete. People and places may be missing below:"] + shown + more
  }

  /// When the services were really read: the first request and the last response about any tenant; `nil` without any.
  var readPeriod: (from: Timestamp, until: Timestamp)? {
    let starts = tenants.compactMap(\.readFrom)
    let ends = tenants.compactMap(\.readUntil)
    guard let from = starts.min(), let until = (ends + [from]).max() else { return nil }
    return (from, until)
  }

  /// The moment of the snapshot, and when the services were really read.
  var whenRead: String {
    let moment = "snapshot of \(snapshotAt)"
    guard let period = readPeriod else { return "\(moment), of which nothing was read" }
    return "\(moment), read from \(period.from) to \(period.until)"
  }
}

extension TenantReport {
  /// The tenant in a sentence: its name where it has one, and its id.
  var inWords: String {
    let id = "\(service) \(tenantId)"
    return name.map { "“\($0.shown(limit: 80))” (\(id.shown(limit: 80)))" } ?? id.shown(limit: 80)
  }
}

extension MissingPart {
  /// The part in a sentence, with the resource that it belongs to.
  var inWords: String {
    guard let resourceType, let resourceId else { return part }
    return "\(part) of \(resourceType) \(resourceId)"
  }
}
