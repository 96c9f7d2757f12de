/// The SQL that makes the tables of a snapshot and loads it.
///
/// The files are checked against the manifest before anything is written, so a damaged snapshot gives no SQL.
public struct SQLScript {
  private let snapshot: SnapshotReader
  private let engine: SQLEngine
  private let location: String?
  private let tablesOnly: Bool

  /// Prepares SQL.
  ///
  /// - Parameters:
  ///   - snapshot: the snapshot.
  ///   - engine: the engine for which it is.
  ///   - location: where the engine finds the files of the snapshot, if not where they are.
  ///   - tablesOnly: whether the tables are made and nothing is loaded.
  public init(_ snapshot: SnapshotReader, for engine: SQLEngine, location: String? = nil, tablesOnly: Bool = false) {
    self.snapshot = snapshot
    self.engine = engine
    self.location = location
    self.tablesOnly = tablesOnly
  }

  /// What is wrong with the place of the files, in words; `nil` if the engine can read them there.
  package var placeFault: String? {
    guard let location else {
      if tablesOnly { return nil }
      guard engine.places.readsDisk else {
        let example = engine.places.example.map { ", as in --location \($0)" } ?? ""
        return "\(engine.name) does not see this disk: copy the snapshot, and say where it is\(example)"
      }
      let fault = snapshot.realPath.map { engine.places.fault(of: $0, isNamed: false) } ?? "no text names it"
      return fault.map { "\(engine.name) cannot read files in \(snapshot.path.shown(limit: 200)): \($0)" }
    }
    return engine.places.fault(of: location, isNamed: true).map { "--location: \($0)" }
  }

  /// Writes the SQL.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if the snapshot is damaged, or has what the engine cannot
  ///   read exactly; then nothing is written.
  package func write(to sink: any ByteSink) throws(RollcallError) {
    let text = try lines().map { $0 + "\n" }.joined()
    try Array(text.utf8).span.withUnsafeBytes { (bytes) throws(RollcallError) in try sink.write(bytes) }
  }

  /// The lines of the SQL.
  func lines() throws(RollcallError) -> [String] {
    let dialect = engine.dialect
    var tables: [SQLTable] = []
    for report in snapshot.manifest.tables { tables.append(try checked(report)) }
    var lines = head + dialect.opening
    for table in tables { lines += dialect.create(table.table) }
    if !tablesOnly {
      for table in tables {
        if let reason = dialect.refusal(of: table) { throw refused(table, reason) }
      }
      let load = SQLLoad(
        snapshotAt: snapshot.manifest.snapshotAt, tenants: loadedTenants.map(\.tenant), tables: tables)
      lines += dialect.load(load)
    }
    return lines + dialect.closing
  }

  /// The tenants of which anything is known.
  private var loadedTenants: [TenantReport] { snapshot.manifest.tenants.filter { $0.status != .failed } }

  private var head: [String] {
    let manifest = snapshot.manifest
    let origin = "Rollcall \(RollcallVersion.current), \(engine.name): snapshot of \(manifest.snapshotAt)"
    return (["\(origin) in \(snapshot.path.shown(limit: 400))", engine.usage] + snapshot.caveats)
      .map { "-- " + $0.shown(limit: 1000) }
  }

  /// A table whose files are those of the manifest.
  private func checked(_ report: TableReport) throws(RollcallError) -> SQLTable {
    let format = try chosenFormat(of: report)
    var traits = SQLTraits()
    var rows = try snapshot.rows(of: report.name, format: format)
    while let row = try rows.next() { traits.add(row) }
    for other in report.formats where other != format.name {
      try snapshot.checkFiles(report.files.filter { $0.format == other })
    }
    let files = report.files.filter { $0.format == format.name }
    let place = Self.withoutSlash(location ?? snapshot.realPath ?? snapshot.path)
    let encoding = snapshot.manifest.encoding
    return SQLTable(
      table: report.name, rows: report.rows,
      format: format.name == OutputFormat.csv.name
        ? .csv(lineEnding: encoding.csvLineEnding, isSpreadsheetSafe: encoding.spreadsheetSafe) : .jsonLines,
      files: files.map { "\(place)/\($0.path)" }, isCompressed: files.contains(where: \.isCompressed), traits: traits,
      mark: "rollcall\(snapshot.manifestDigest.prefix(16))",
      emptyTenants: loadedTenants.filter { $0.rows[report.name.rawValue] ?? 0 == 0 }.map(\.tenant))
  }

  /// The format to load: the one that the engine prefers, but rather one in which the texts are as they were.
  private func chosenFormat(of report: TableReport) throws(RollcallError) -> OutputFormat {
    let formats = report.formats.compactMap(OutputFormat.named)
    guard let first = formats.first else { _ = try snapshot.rows(of: report.name); return .csv }
    let preferred = snapshot.manifest.encoding.spreadsheetSafe ? OutputFormat.jsonLines : engine.dialect.preferred
    return formats.first { $0.name == preferred.name } ?? first
  }

  private func refused(_ table: SQLTable, _ reason: String) -> RollcallError {
    RollcallError(
      .undecodable, "\(engine.name) cannot load \(table.name) of \(snapshot.path) exactly", cause: reason,
      advice: "export with --format jsonl")
  }

  private static func withoutSlash(_ place: String) -> String {
    var place = place[...]
    while place.count > 1, place.last == "/" { place = place.dropLast() }
    return String(place)
  }
}
