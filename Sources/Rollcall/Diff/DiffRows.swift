extension SnapshotChanges {
  /// Writes the rows of `Schema.diff`.
  ///
  /// - Throws: `RollcallError` if they cannot be written.
  package func write(as format: OutputFormat, to sink: any ByteSink) throws(RollcallError) {
    let moments = [old.manifest.snapshotAt.description, new.manifest.snapshotAt.description]
    var output = RowOutput(.diff, format, to: sink, leading: moments + ["", "", ""])
    for tenant in tenants {
      var hasRows = false
      try forEachRow(of: tenant) { (row) throws(RollcallError) in
        guard row.isOfContract else { return }
        if !hasRows {
          hasRows = true
          try output.flush()
          output.leading = moments + [tenant.tenant.service, tenant.tenant.instance, tenant.tenant.id]
        }
        output.add(tenant.name)
        output.add(row.kind.rawValue)
        output.add(row.change.rawValue)
        output.add(row.effect?.rawValue)
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
