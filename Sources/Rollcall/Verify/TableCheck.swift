/// A check of all files of a table: of each row by itself, against the others, and against earlier tables.
///
/// The first format is checked against the other tables, and the others against the first.
struct TableCheck {
  let folder: SnapshotFolder
  let manifest: Manifest
  let report: TableReport
  /// The files that can be read.
  let readable: Set<String>
  let known: KnownKeys
  let differences: DifferenceList

  private var table: Table { report.name }

  func run() throws(RollcallError) {
    let formats = report.formats
    var rowDigests: RowDigests?
    for (index, format) in formats.enumerated() {
      let files = report.files.filter { $0.format == format }
      var digests = formats.count > 1 ? RowDigests(table.schema, manifest.formatOptions) : nil
      let isWhole = try check(files, keys: index == 0, &digests)
      guard isWhole, let digests else { continue }
      if let rowDigests {
        if let rows = digests.firstDifference(from: rowDigests), let file = files.first {
          differences.note(
            file.path, "among rows \(rows.lowerBound) to \(rows.upperBound) of \(table), one differs from \(formats[0])"
          )
        }
      } else if index == 0 {
        rowDigests = digests
      }
    }
  }

  private func fileCheck(_ file: FileReport, _ differences: DifferenceList) -> FileCheck {
    FileCheck(
      folder: folder, table: table, report: file, options: manifest.formatOptions, differences: differences)
  }

  /// Reads the files of one format.
  ///
  /// - Returns: whether all of them could be read.
  private func check(_ files: [FileReport], keys: Bool, _ digests: inout RowDigests?) throws(RollcallError) -> Bool {
    let values = RowCheck(table: table, snapshotAt: manifest.snapshotAt)
    var cursor = TenantCursor(manifest: manifest)
    var references = References(table: table, known: known, expectedCount: keys ? report.rows : 0, manifest: manifest)
    var isWhole = true
    var tableDigests = digests
    digests = nil
    // A local, because the closure would copy this struct for every row.
    let differences = differences
    for file in files {
      guard readable.contains(file.path) else {
        isWhole = false
        continue
      }
      let path = file.path
      let isRead = try fileCheck(file, differences)
        .run { row, number in
          let tenantProblem = cursor.advance(to: row)
          if let problem = values.problem(of: row) ?? tenantProblem {
            differences.note(path, row: number, offset: row.offset, problem)
          }
          if keys, let problem = references.take(row, number, of: path, tenant: cursor.index, cursor.hasher) {
            differences.note(path, row: number, offset: row.offset, problem)
          }
          tableDigests?.append(row)
        }
      isWhole = isWhole && isRead
    }
    digests = tableDigests
    guard isWhole else { return false }
    for difference in cursor.countDifferences(of: table, in: manifest) {
      differences.note(files.first?.path ?? SnapshotLayout.manifest, difference)
    }
    if keys { try finish((consume references).end(), files) }
    return true
  }

  /// Checks the facts that are known only at the end of a table: unique keys and existing parents.
  private func finish(_ end: consuming References.End, _ files: [FileReport]) throws(RollcallError) {
    if table == .operators {
      known.holders = end.holders
      known.holders?.seal()
    }
    if table == .grants { checkRoles(end.ownRows, files) }
    if table == .entitlements { checkGroups(end.ownRows, files) }
    // No row refers to a grant. The other tables make room before its keys are sorted.
    if table == .grants { (known.sets, known.holders) = ([:], nil) }
    for difference in end.facts.differences { note(files, difference) }
    let parents = end.parents
    var keys = (consume end).keys
    let doubles = keys.seal(limit: DifferenceList.limit)
    if table != .grants { known.sets[table] = keys }
    checkTenants(keys, files)
    for parent in parents where !keys.contains(parent.hash) {
      differences.note(parent.file, row: parent.row, "its parent is not in resources")
    }
    guard !doubles.first.isEmpty else { return }
    var search = DuplicateSearch(keyColumns: table.keyColumns, suspects: doubles.first, differences: differences)
    var cursor = TenantCursor(manifest: manifest)
    let keyColumns = table.keyColumns
    for file in files {
      _ = try fileCheck(file, DifferenceList())
        .run { row, number in
          _ = cursor.advance(to: row)
          guard let hash = cursor.hasher.key(of: row, keyColumns) else { return }
          search.take(row, number, of: file.path, hash: hash)
        }
    }
    differences.note(more: doubles.rest)
  }

  /// Checks that every tenant that was read has its own resource and the entitlements of its service.
  private func checkTenants(_ keys: KeySet, _ files: [FileReport]) {
    guard table == .resources || table == .entitlements else { return }
    for report in manifest.tenants where report.status != .failed {
      guard let rules = AccessRules.of(report.service) else { continue }
      let (type, id) = (rules.tenantType, report.tenantId)
      let name = "\(type) \(id)".quotable
      let hasher = Hasher(keysOf: report.tenant)
      if table == .resources {
        if !keys.contains(hasher.key(type, id)) { note(files, "\(name) is a tenant, but not in it") }
      } else {
        for slug in rules.entitlements where !keys.contains(hasher.key("\(type):\(id):\(slug)")) {
          note(files, "\(name) should offer \(slug), but that is not in it")
        }
      }
    }
  }

  /// Checks that every team and inbox offers its membership, even without a holder. The resources of entitlements were
  /// checked, so the numbers are enough.
  private func checkGroups(_ ownRows: [Int], _ files: [FileReport]) {
    for (report, own) in zip(manifest.tenants, ownRows) where report.status != .failed {
      guard AccessRules.of(report.service) != nil, let resources = report.rows[Table.resources.rawValue],
        let entitlements = report.rows[table.rawValue], entitlements &- own != resources &- 1
      else { continue }
      let name = "tenant \(report.service) \(report.tenantId)".quotable
      note(files, "\(name) has \(resources &- 1) teams and inboxes, but \(entitlements &- own) entitlements of them")
    }
  }

  /// Checks that every operator with a role holds its grant. Each grant of a role was compared with its holder's role.
  private func checkRoles(_ grants: [Int], _ files: [FileReport]) {
    guard let holders = known.holders else { return }
    for (index, report) in manifest.tenants.enumerated() where report.status != .failed {
      let (expected, found) = (holders.roleCounts[index], grants[index])
      // If a part is missing, people may be known only from the members of a team.
      guard found != expected, found > expected || report.status == .complete, !holders[index].type.isEmpty else {
        continue
      }
      let name = "tenant \(report.service) \(report.tenantId)".quotable
      note(files, "\(name) has \(found) grants of roles, but \(expected) operators with one")
    }
  }

  private func note(_ files: [FileReport], _ message: String) {
    differences.note(files.first?.path ?? SnapshotLayout.manifest, message)
  }
}
