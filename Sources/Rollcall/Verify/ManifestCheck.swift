/// A check of a manifest: it must agree with itself and with the contract of the tables.
struct ManifestCheck {
  let manifest: Manifest
  let differences: DifferenceList

  func run() {
    checkSources()
    checkTenants()
    checkCompleteness()
    checkSettings()
    checkEncoding()
    checkPlan()
    ManifestFigures(manifest: manifest, differences: differences).run()
    SplitCheck(manifest: manifest, differences: differences).run()
    let names = manifest.tables.map(\.name)
    if names != Table.allCases.filter(names.contains) || names.isEmpty {
      note("its tables should be some of \(Table.allCases.map(\.rawValue).joined(separator: ", ")), in this order")
    }
    let formats = manifest.tables.map { $0.formats }
    if Set(formats).count > 1 { note("its tables are not all in the same formats") }
    for table in manifest.tables { check(table) }
  }

  private func note(_ message: String) { differences.note(SnapshotLayout.manifest, message) }

  private func checkCompleteness() {
    let isComplete =
      manifest.tenants.allSatisfy { $0.status == .complete } && manifest.sources.allSatisfy(\.missing.isEmpty)
    guard manifest.complete != isComplete else { return }
    let found = isComplete ? "no tenant and no source lacks anything" : "a tenant or a source lacks something"
    note("complete is \(manifest.complete), but \(found)")
  }

  private func checkPlan() {
    guard let plan = manifest.plan else { return }
    guard plan.isPossible else { return note("its plan has no such shard") }
    if plan.count != manifest.tenants.count {
      note("it should have \(plan.count) tenants of its plan, but has \(manifest.tenants.count)")
    }
  }

  private func checkSources() {
    let services = manifest.sources.map(\.service)
    for name in services where AccessRules.of(name) == nil { note("the service \(name.quotable) is unknown") }
    if services.isEmpty { note("there is no source") }
    for source in manifest.sources { checkGaps(of: source) }
    if let identity = manifest.identity, identity.services != services {
      note("the sources are not the services of the run")
    }
    for part in manifest.sources.flatMap(\.missing) + manifest.tenants.flatMap({ $0.missing + $0.omitted }) {
      if part.part.isEmpty || part.reason.isEmpty {
        note("a part is missing or omitted without its name or a reason")
      }
      if (part.resourceType ?? "").isEmpty != (part.resourceId ?? "").isEmpty {
        note("a missing or omitted part has only half of its resource")
      }
    }
  }

  private func checkGaps(of source: SourceDescription) {
    let codes = source.knownGaps.map(\.code)
    guard source.knownGaps.allSatisfy({ !$0.code.isEmpty && !$0.text.isEmpty }), codes == Set(codes).sorted() else {
      return note("the known gaps of \(source.service.quotable) should each have a code and a text, once, by code")
    }
  }

  /// The recorded value of a setting, if the identity of the run is known.
  private func setting(_ declaration: SettingDeclaration) -> String? {
    manifest.identity?.settings[declaration.name]
  }

  private var allowsEmpty: Bool { setting(Setting.allowEmpty.declaration) == "true" }

  /// Checks that the tables and formats are those of the settings.
  private func checkSettings() {
    let tables = setting(Setting.tables.declaration).flatMap { Setting.tables.parse([$0]) }
    if let tables, Set(tables) != Set(manifest.tables.map(\.name)) {
      note("its tables are not those that the settings name")
    }
    let formats = setting(Setting.formats.declaration).flatMap { Setting.formats.parse([$0]) }
    if let formats, manifest.tables.contains(where: { $0.formats != formats.map(\.name) }) {
      note("its formats are not those that the settings name")
    }
  }

  /// Checks that the encoding is that of the settings.
  private func checkEncoding() {
    let encoding = manifest.encoding
    if manifest.tables.flatMap(\.files).contains(where: { $0.path.hasSuffix(".gz") != (encoding.compressor != nil) }) {
      note("its files are not compressed as its encoding says")
    }
    if let compressor = encoding.compressor, compressor.levelName == nil || compressor.version.isEmpty {
      note("its encoding names an impossible compressor")
    }
    let settings = [
      (Setting.compression.declaration, encoding.compressor == nil ? "none" : "gzip"),
      (Setting.compressionLevel.declaration, encoding.compressor.map { $0.levelName ?? "" }),
      (Setting.csvLineEnding.declaration, encoding.csvLineEnding.rawValue),
      (Setting.spreadsheetSafe.declaration, String(encoding.spreadsheetSafe)),
    ]
    let splits = [SnapshotSplit.rowsName, SnapshotSplit.bytesName]
      .map { name in (name, encoding.split.flatMap { $0.settingName == name ? String($0.count) : nil }) }
    guard let identity = manifest.identity else { return }
    for (name, value) in settings.map({ ($0.name, $1) }) + splits where identity.settings[name] != value {
      note("its encoding and its settings do not agree about \(name)")
    }
    if let compressor = encoding.compressor, compressor.build != identity.isal ?? identity.zlibVersion {
      note("its encoding and its identity do not agree about the compressor's version")
    }
  }

  /// Checks that a tenant that was read has the rows that every tenant has.
  private func checkRows(of report: TenantReport, _ name: String) {
    guard report.status != .failed, let rules = AccessRules.of(report.service) else { return }
    let least = [
      Table.operators: allowsEmpty ? 0 : 1, .resources: 1, .entitlements: rules.entitlements.count, .grants: 0,
    ]
    for table in Table.allCases {
      guard let rows = report.rows[table.rawValue], let least = least[table], (0..<least).contains(rows) else {
        continue
      }
      note("\(name) is \(report.status.rawValue), but has \(rows) rows in \(table), which no tenant has")
    }
  }

  private func checkTenants() {
    var seen: Set<Tenant> = []
    if manifest.tenants.isEmpty, manifest.complete, !allowsEmpty, manifest.plan?.count != 0 {
      note("it is complete, but has no tenant")
    }
    let services = Set(manifest.sources.map { [$0.service, $0.instance] })
    if services.count < manifest.sources.count { note("a service is among the sources twice") }
    for report in manifest.tenants {
      let name = "tenant \(report.service) \(report.tenantId)".quotable
      if !seen.insert(report.tenant).inserted { note("\(name) is there twice") }
      if !services.contains([report.service, report.instance]) {
        note("\(name) is of a service that is not among the sources")
      }
      if (report.status == .failed) != (report.error != nil) {
        let error = report.error == nil ? "and no error says why" : "but has an error"
        note("\(name) is \(report.status.rawValue), \(error)")
      }
      if report.status != .failed, (report.status == .incomplete) == report.missing.isEmpty {
        note("\(name) is \(report.status.rawValue), but lists \(report.missing.count) missing parts")
      }
      if Set(report.rows.keys) != Set(manifest.tables.map(\.name.rawValue)) {
        note("\(name) does not count the rows of exactly the exported tables")
      }
      if report.tenantId.isEmpty { note("a tenant has no id") }
      if (report.totals.operators != nil) != manifest.tables.contains(where: { $0.name == .operators }) {
        note("\(name) should have totals of its operators if the table was exported")
      }
      if report.name != nil, !manifest.tables.contains(where: { $0.name == .resources }) {
        note("\(name) has a name that is in no table")
      }
      checkRows(of: report, name)
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
    if Set(table.formats).count < table.formats.count { note("the files of \(name) are not in order of their formats") }
    for format in table.formats {
      let files = table.files.filter { $0.format == format }
      let rows = files.map(\.rows).saturatingSum
      if rows != table.rows { note("\(name) has \(table.rows) rows, but its \(format) files have \(rows)") }
    }
    for (file, expected) in zip(table.files, table.expectedPaths) { check(file, expected) }
  }

  private func check(_ file: FileReport, _ expected: String?) {
    let name = "the file “\(file.path.quotable)”"
    guard let expected else { return note("\(name) is in the format “\(file.format.quotable)”, which is unknown") }
    let isCompressed = file.path == expected + ".gz"
    // A path that leads out of the folder is not the expected one either.
    if !isCompressed, file.path != expected { note("\(name) should be \(expected) or \(expected).gz") }
    if file.rows < 0 || file.bytes < 0 || file.uncompressedBytes < 0 { note("\(name) has a negative size") }
    if !isCompressed, file.bytes != file.uncompressedBytes { note("\(name) is not compressed, but has two sizes") }
    // Deflate turns one byte into at most 1032 bytes.
    if isCompressed, file.uncompressedBytes / 1032 > file.bytes { note("\(name) cannot hold that many bytes") }
  }
}

extension TableReport {
  /// The expected path of each file, without the suffix for compression; `nil` for an unknown format.
  fileprivate var expectedPaths: [String?] {
    var counts: [String: Int] = [:]
    return files.map { file in
      guard let format = OutputFormat.named(file.format) else { return nil }
      let number = counts[file.format, default: 0]
      counts[file.format] = number + 1
      return PartPath(name, format.fileExtension, isCompressed: false, number: number).text
    }
  }
}

extension [Int] {
  /// The sum, or the largest integer: a manifest may contain any number.
  var saturatingSum: Int {
    reduce(0) { sum, next in
      let (result, overflow) = sum.addingReportingOverflow(next)
      return overflow ? .max : result
    }
  }
}
