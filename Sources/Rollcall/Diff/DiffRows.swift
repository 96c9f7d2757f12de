extension SnapshotChanges {
  /// Writes the rows of `Schema.diff`.
  ///
  /// - Throws: `RollcallError` if they cannot be written.
  package func write(as format: OutputFormat, to sink: any ByteSink) throws(RollcallError) {
    let moments = [old.manifest.snapshotAt.description, new.manifest.snapshotAt.description]
    var output = RowOutput(.diff, format, to: sink, leading: moments + ["", "", ""])
    let words = DiffWords()
    for tenant in tenants {
      var hasRows = false
      let name = tenant.name.map { Array($0.utf8) }
      try forEachRow(of: tenant) { (row) throws(RollcallError) in
        guard row.isOfContract else { return }
        if !hasRows {
          hasRows = true
          try output.flush()
          output.leading = moments + [tenant.tenant.service, tenant.tenant.instance, tenant.tenant.id]
        }
        if let name { output.add(name) } else { output.skip() }
        output.add(words.of(row.kind))
        output.add(words.of(row.change))
        if let effect = row.effect { output.add(words.of(effect)) } else { output.skip() }
        output.add(row.operatorID)
        output.add(row.operatorEmail)
        output.add(row.displayName)
        output.add(row.resourceType)
        output.add(row.resourceID)
        output.add(row.resourceName)
        output.add(row.slug)
        output.add(row.column)
        output.add(row.old)
        output.add(row.new)
        try output.endRow()
      }
    }
    try output.finish()
  }
}

/// The words of rows as bytes: to look through strings for each of millions of rows takes longer than to compare them.
private struct DiffWords {
  private let kinds = DiffKind.allCases.map { Array($0.rawValue.utf8) }
  private let differences = DiffChange.allCases.map { Array($0.rawValue.utf8) }
  private let effects = DiffEffect.allCases.map { Array($0.rawValue.utf8) }

  func of(_ kind: DiffKind) -> [UInt8] { kinds[DiffKind.allCases.firstIndex(of: kind)!] }
  func of(_ change: DiffChange) -> [UInt8] { differences[DiffChange.allCases.firstIndex(of: change)!] }
  func of(_ effect: DiffEffect) -> [UInt8] { effects[DiffEffect.allCases.firstIndex(of: effect)!] }
}
