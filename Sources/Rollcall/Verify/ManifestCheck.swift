/// Whether a manifest agrees with itself, and with the contract of the tables.
struct ManifestCheck {
  let manifest: Manifest
  let differences: DifferenceList

  func run() {
    checkTenants()
    checkCompleteness()
    let names = manifest.tables.map(\.name)
    if names != Table.allCases.filter(names.contains) || names.isEmpty {
      note("its tables should be some of \(Table.allCases.map(\.rawValue).joined(separator: ", ")), in this order")
    }
    let formats = manifest.tables.map { $0.formats }
    if Set(formats).count > 1 { note("its tables are not all in the same formats") }
    for table in manifest.tables { check(table) }
  }

  private func note(_ message: String) { differences.note(StoredManifest.name, message) }

  private func checkCompleteness() {
    let isComplete =
      manifest.tenants.allSatisfy { $0.status == .complete } && manifest.sources.allSatisfy(\.missing.isEmpty)
    guard manifest.complete != isComplete else { return }
    let found = isComplete ? "no tenant and no source lacks anything" : "a tenant or a source lacks something"
    note("complete is \(manifest.complete), but \(found)")
  }

  private func checkTenants() {
    var seen: Set<Tenant> = []
    let services = Set(manifest.sources.map(\.service))
    if services.count < manifest.sources.count { note("a service is among the sources twice") }
    for report in manifest.tenants {
      let name = "tenant \(report.service) \(report.tenantId)".quotable
      if !seen.insert(Tenant(service: report.service, id: report.tenantId)).inserted { note("\(name) is there twice") }
      if !services.contains(report.service) { note("\(name) is of a service that is not among the sources") }
      if (report.status == .failed) != (report.error != nil) {
        let error = report.error == nil ? "and no error says why" : "but has an error"
        note("\(name) is \(report.status.rawValue), \(error)")
      }
      if report.status != .failed, (report.status == .incomplete) == report.missing.isEmpty {
        note("\(name) is \(report.status.rawValue), but lists \(report.missing.count) missing parts")
      }
      if Set(report.rows.keys) != Set(manifest.tables.map(\.name.rawValue)) {
        note("\(name) does not count the rows of exactly the tables that are there")
      }
      if report.rows.values.contains(where: { $0 < 0 || (report.status == .failed && $0 != 0) }) {
        note("\(name) is \(report.status.rawValue) and cannot have that many rows")
      }
    }
  }

  private func check(_ table: TableReport) {
    let name = table.name.rawValue
    let columns = table.columns.map { "\($0.name) \($0.type) \($0.nullable)" }
    if columns != table.name.columns.map({ "\($0.name) \($0.type) \($0.isNullable)" }) {
      note("the columns of \(name) are not those of the table")
    }
    let inTenants = manifest.tenants.map { $0.rows[name] ?? 0 }.saturatingSum
    if inTenants != table.rows { note("\(name) has \(table.rows) rows, but its tenants have \(inTenants)") }
    if table.files.isEmpty { note("\(name) has no file") }
    if Set(table.formats).count < table.formats.count { note("the files of \(name) do not stand format after format") }
    for format in table.formats {
      let files = table.files.filter { $0.format == format }
      let rows = files.map(\.rows).saturatingSum
      if rows != table.rows { note("\(name) has \(table.rows) rows, but its \(format) files have \(rows)") }
    }
    for (file, expected) in zip(table.files, table.expectedPaths) { check(file, expected) }
  }

  private func check(_ file: FileReport, _ expected: String?) {
    let name = "the file “\(file.path.quotable)”"
    guard let expected else { return note("\(name) is in the format “\(file.format.quotable)”, which is none") }
    let isCompressed = file.path == expected + ".gz"
    // Whatever leads out of the folder is not what is expected either.
    if !isCompressed, file.path != expected { note("\(name) should be \(expected) or \(expected).gz") }
    if file.rows < 0 || file.bytes < 0 || file.uncompressedBytes < 0 { note("\(name) has a negative size") }
    if !isCompressed, file.bytes != file.uncompressedBytes { note("\(name) is not compressed, but has two sizes") }
    // Deflate makes at most 1032 bytes of one.
    if isCompressed, file.uncompressedBytes / 1032 > file.bytes { note("\(name) cannot hold that many bytes") }
  }
}

extension TableReport {
  /// The formats' names, in the order of their files.
  var formats: [String] {
    files.reduce(into: []) { names, file in if names.last != file.format { names.append(file.format) } }
  }

  /// Where each of the files must be, without the end that says how it is compressed; `nil` for an unknown format.
  fileprivate var expectedPaths: [String?] {
    var counts: [String: Int] = [:]
    return files.map { file in
      guard let format = OutputFormat.named(file.format) else { return nil }
      let number = String(counts[file.format, default: 0])
      counts[file.format, default: 0] += 1
      let padded = String(repeating: "0", count: max(0, 5 - number.count)) + number
      return "\(name.rawValue)/part-\(padded).\(format.fileExtension)"
    }
  }
}

extension [Int] {
  /// The sum, or the largest number there is: a manifest may say anything.
  fileprivate var saturatingSum: Int {
    reduce(0) { sum, next in
      let (result, overflow) = sum.addingReportingOverflow(next)
      return overflow ? .max : result
    }
  }
}
