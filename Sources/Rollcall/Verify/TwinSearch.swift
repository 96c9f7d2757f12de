/// The search for suspected operators that occur twice in the written files, before the snapshot gets its name.
struct TwinSearch {
  private let snapshot: SnapshotReader
  private let suspects: TwinSuspects

  /// The number of keys held at one time, eight bytes each. The files are read several times for more keys.
  static let keysAtOnce = 1 << 20

  /// - Parameters:
  ///   - path: the folder with the files, whatever its name.
  ///   - manifest: the future manifest of the files.
  init(in path: String, _ manifest: Manifest, suspects: TwinSuspects) throws(RollcallError) {
    snapshot = try SnapshotReader(path: path, manifest)
    self.suspects = suspects
  }

  private var manifest: Manifest { snapshot.manifest }

  /// - Throws: `RollcallError` if an operator occurs twice.
  func run() throws(RollcallError) {
    guard let report = manifest.tables.first(where: { $0.name == .operators || $0.name == .grants })
    else { return }
    var doubled: Set<UInt64> = []
    let shares = UInt64(suspects.marks.count + countOfTenants(report.name)) / UInt64(Self.keysAtOnce) + 1
    let marks = Set(suspects.marks)
    for share in 0..<shares {
      var keys = KeySet()
      try read(report) { row, cursor, mark, _, _ in
        guard mark >> 1 % shares == share else { return }
        if marks.contains(mark) || cursor.index.map({ suspects.tenants.contains(tenant($0)) }) == true {
          keys.insert(mark)
        }
      }
      doubled.formUnion(keys.seal(limit: DifferenceList.limit).first)
    }
    guard !doubled.isEmpty else { return }

    // Two keys may have the same mark, so the keys themselves are compared.
    let twins = DifferenceList()
    let column = report.name.index(of: "operator_id")
    var search = DuplicateSearch(
      keyColumns: [column], suspects: doubled, differences: twins)
    var found: (tenant: Tenant?, id: String)?
    try read(report) { row, cursor, mark, number, path in
      search.take(row, number, of: path, hash: mark)
      guard found == nil, twins.count > 0 else { return }
      let id = row[column].map { String(decoding: $0, as: UTF8.self).quotable } ?? ""
      // An address is personal data, and an error may be read by others.
      found = (cursor.index.map(tenant), id.hasPrefix("email:") ? "an invitation" : "the operator \(id)")
    }
    guard let twin = twins.first.first, let found, let row = twin.row else { return }
    var error = RollcallError(
      .undecodable, "\(found.id) is listed twice, the second time in row \(row) of \(twin.file)",
      cause: "no operator can be in a tenant twice, so the list is wrong",
      advice: "run again with --discard-partial; if it happens again, tell the service's support")
    error.tenant = found.tenant
    throw error
  }

  private func tenant(_ index: Int) -> Tenant {
    manifest.tenants[index].tenant
  }

  /// The number of rows of the tenants with suspects.
  private func countOfTenants(_ table: Table) -> Int {
    manifest.tenants.indices.reduce(0) { sum, index in
      suspects.tenants.contains(tenant(index)) ? sum + (manifest.tenants[index].rows[table.rawValue] ?? 0) : sum
    }
  }

  /// Reads the rows of operators, or of the grants of their tenants, with the mark of the operator's key.
  private func read(
    _ report: TableReport, _ body: (Row, TenantCursor, _ mark: UInt64, _ number: Int, _ path: String) -> Void
  ) throws(RollcallError) {
    var cursor = TenantCursor(manifest: manifest)
    let starts = manifest.tenants.indices.map { TwinFilter.start(of: tenant($0)) }
    let column = report.name.index(of: "operator_id")
    let type = report.name == .grants ? report.name.index(of: "resource_type") : nil
    let types = Dictionary(
      uniqueKeysWithValues: ServiceDefinition.all.map { ($0.name, Array($0.rules.tenantType.utf8)) })
    do {
      var rows = try snapshot.rows(of: report.name)
      while let row = try rows.next() {
        _ = cursor.advance(to: row)
        if let type, let index = cursor.index, let own = types[manifest.tenants[index].service],
          row[type]?.isEqual(to: own) != true
        {
          continue
        }
        guard let id = row[column] else { continue }
        body(row, cursor, TwinFilter.mark(of: id, in: cursor.index.map { starts[$0] } ?? 0), rows.rowNumber, rows.file)
      }
    } catch {
      guard error.code == .undecodable else { throw error }
      throw RollcallError(
        .inputOutput, "the files do not read back as they were written: \(error.message)",
        advice: "check the disk, then run again")
    }
  }
}
