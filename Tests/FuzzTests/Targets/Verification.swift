import Gzip

@testable import Rollcall

extension FuzzTarget {
  /// Snapshots that somebody changed. A byte that changed is always found; and where the digests were made to fit, what
  /// is called sound has unique keys, references that lead somewhere, and the counts that the manifest gives.
  static let verify = FuzzTarget("verify") { input in
    let sound = SmallSnapshot.sound[input.choice(of: SmallSnapshot.sound.count)]
    var snapshot = sound
    switch input.choice(of: 5) {
    case 0:
      snapshot.damageBytes(by: &input)
      let isSound = try snapshot.verify().isSound
      try require(isSound, is: snapshot.files == sound.files, "changed bytes should be found, and nothing else")
    case 1:
      // Another content, with sizes, counts and digests that fit.
      let path = snapshot.paths[input.choice(of: snapshot.paths.count)]
      try snapshot.setContent(input.remainder(), of: path)
      if try snapshot.verify().isSound { try snapshot.checkSense() }
    case 2:
      // A file with any bytes and their digest: what it holds must still be what the manifest counts.
      let path = snapshot.paths[input.choice(of: snapshot.paths.count)]
      snapshot.files[path] = input.remainder()
      snapshot.repair()
      if try snapshot.verify().isSound { try snapshot.checkSense() }
    case 3:
      let bytes = input.edited(snapshot.files["manifest.json"]!)
      snapshot.setManifest(bytes)
      if try snapshot.verify().isSound { try sound.manifest.checkAgreement(with: Manifest(decoding: bytes)) }
    default:
      snapshot.files["SHA256SUMS"] = input.remainder()
      let isSound = try snapshot.verify().isSound
      try require(isSound, is: snapshot.files == sound.files, "another list of digests should be found")
    }
  }
}

extension SmallSnapshot {
  /// Changes, adds and removes bytes of any files.
  fileprivate mutating func damageBytes(by input: inout FuzzInput) {
    let paths = files.keys.sorted()
    for _ in 0..<4 where !input.isEmpty {
      let path = paths[input.choice(of: paths.count)]
      let manner = input.choice(of: 4)
      let place = input.word() % max(1, files[path]!.count)
      switch manner {
      case 0: if place < files[path]!.count { files[path]![place] = input.byte() }
      case 1: files[path]!.insert(input.byte(), at: place)
      case 2: files[path]!.removeSubrange(place...)
      default: files[path]! += input.bytes(1 + place % 8)
      }
    }
  }

  /// Puts another content into a file, compressed as the file is, and makes everything fit as far as that is possible.
  fileprivate mutating func setContent(_ content: [UInt8], of path: String) throws {
    files[path] = path.hasSuffix(".gz") ? Self.gzipped(content) : content
    for index in manifest.tables.indices {
      guard let place = manifest.tables[index].files.firstIndex(where: { $0.path == path }) else { continue }
      let table = manifest.tables[index].name
      let file = manifest.tables[index].files[place]
      let rows = ReadRows([content], table, OutputFormat.named(file.format)!).rows
      manifest.tables[index].files[place].uncompressedBytes = content.count
      manifest.tables[index].files[place].rows = rows.count
      manifest.tables[index].rows = rows.count
      for tenant in manifest.tenants.indices {
        let named = manifest.tenants[tenant].tenant
        let leading = [named.service, named.instance, named.id].map { Array($0.utf8) }
        let own = rows.filter { Array($0[1...3]) == leading }
        manifest.tenants[tenant].rows[table.rawValue] = own.count
        fit(&manifest.tenants[tenant], to: own, of: table)
      }
    }
    repair()
  }

  /// Makes what the manifest says of a tenant that which its rows say.
  private func fit(_ tenant: inout TenantReport, to rows: [TableRows.Row], of table: Table) {
    func value(_ name: String, _ row: TableRows.Row) -> [UInt8]? {
      row[table.columns.firstIndex { $0.name == name }!]
    }
    switch table {
    case .operators:
      var counter = OperatorCounter()
      for row in rows {
        (value("status", row) ?? [])
          .withUnsafeBytes { status in
            guard let role = value("role", row) else { return counter.count(role: nil, status: status) }
            role.withUnsafeBytes { counter.count(role: $0, status: status) }
          }
      }
      tenant.totals.operators = counter.totals
    case .resources:
      let own = rows.last {
        value("resource_id", $0) == Array(tenant.tenantId.utf8) && value("parent_resource_id", $0) == nil
      }
      tenant.name = own.flatMap { value("display_name", $0) }.map { String(decoding: $0, as: UTF8.self) }
    case .entitlements, .grants: break
    }
  }

  /// Looks at a snapshot that is said to be sound, in the slowest and plainest way.
  ///
  /// - Throws: `Finding` if it is not.
  fileprivate func checkSense() throws {
    var rows: [Table: [TableRows.Row]] = [:]
    for table in manifest.tables {
      for file in table.files {
        let format = OutputFormat.named(file.format)!
        let content = try content(of: file.path)
        let found = ReadRows([content], table.name, format, isJudged: true)
        try require(found.damage == nil && found.problem == nil, "\(file.path) is no file of ours")
        let plain = ["\n", "\r\n"].map { PlainDialect.file(found.rows, table.name, format, lineEnd: $0) }
        try require(plain.contains(content), "\(file.path) would not have been written so")
        try require(found.rows.count, is: file.rows, "\(file.path) has another number of rows")
        try require(rows[table.name] == nil || rows[table.name] == found.rows, "the formats of \(table.name) differ")
        rows[table.name] = found.rows
      }
    }
    func values(_ table: Table, _ columns: [String]) -> [[[UInt8]?]] {
      let places = (Table.tenantKey + columns)
        .map { name in
          table.columns.firstIndex { $0.name == name }!
        }
      return rows[table]!.map { row in places.map { row[$0] } }
    }
    for table in Table.allCases {
      let keys = values(table, Array(table.key.dropFirst(Table.tenantKey.count)))
      try require(Set(keys).count == keys.count && !keys.joined().contains(nil), "keys of \(table) are not unique")
      let tenants = Set(
        manifest.tenants.map(\.tenant).map { [$0.service, $0.instance, $0.id].map { Array($0.utf8) } })
      try require(tenants.isSuperset(of: rows[table]!.map { $0[1...3].map { $0! } }), "a tenant of \(table) is unknown")
    }
    func check(_ table: Table, _ columns: [String], in other: Table, _ otherColumns: [String]) throws {
      let known = Set(values(other, otherColumns))
      for value in values(table, columns) where value[3] != nil {
        try require(known.contains(value), "\(columns) of \(table) leads nowhere")
      }
    }
    let resource = ["resource_type", "resource_id"]
    try check(.grants, ["operator_id"], in: .operators, ["operator_id"])
    try check(.grants, ["entitlement_id"], in: .entitlements, ["entitlement_id"])
    try check(.grants, resource, in: .resources, resource)
    try check(.entitlements, resource, in: .resources, resource)
    try check(.resources, resource.map { "parent_\($0)" }, in: .resources, resource)
  }

  private func content(of path: String) throws -> [UInt8] {
    guard path.hasSuffix(".gz") else { return files[path]! }
    var inflater = try Inflater()
    var content: [UInt8] = []
    let member = files[path]!
    try inflater.inflate(member.span) { content += $0 }
    try inflater.finish()
    return content
  }
}

extension Manifest {
  /// Checks that another manifest, with which the same files are sound, says the same of them.
  ///
  /// - Throws: `Finding` if it does not.
  fileprivate func checkAgreement(with other: Manifest) throws {
    try require(other.formatVersion, is: formatVersion, "the version is another one")
    try require(other.snapshotAt, is: snapshotAt, "the moment is another one")
    func files(_ manifest: Manifest) -> [FileReport] {
      manifest.tables.flatMap(\.files).sorted { $0.path < $1.path }
    }
    try require(files(other) == files(self), "the files are others")
    func tables(_ manifest: Manifest) -> [String] {
      manifest.tables.map { table in
        "\(table.name) \(table.rows) \(table.columns.map { "\($0.name) \($0.type) \($0.nullable)" })"
      }
    }
    try require(tables(other), is: tables(self), "the tables are others")
    func tenants(_ manifest: Manifest) -> [String] {
      manifest.tenants.filter { $0.rows.values.contains { $0 != 0 } }
        .map { tenant in "\(tenant.service) \(tenant.tenantId) \(tenant.rows.sorted { $0.key < $1.key })" }
    }
    try require(tenants(other), is: tenants(self), "the tenants are others")
    let isComplete = other.tenants.allSatisfy { $0.status == .complete } && other.sources.allSatisfy(\.missing.isEmpty)
    try require(other.complete, is: isComplete, "it is not complete, or is")
  }
}
