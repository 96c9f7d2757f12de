import Gzip

@testable import Rollcall

/// A snapshot of two tenants in memory, small enough to be verified thousands of times.
struct SmallSnapshot {
  /// Every file, by its path.
  var files: [String: [UInt8]]
  var manifest: Manifest

  /// Formats and compression of the snapshots that there are.
  static let shapes: [(formats: [OutputFormat], isCompressed: Bool)] = [
    ([.csv], false), ([.jsonLines], false), ([.csv], true), (OutputFormat.all, false),
  ]

  /// A sound snapshot of each shape.
  static let sound: [SmallSnapshot] = shapes.map { SmallSnapshot($0.formats, isCompressed: $0.isCompressed) }

  private init(_ formats: [OutputFormat], isCompressed: Bool) {
    let batches = Self.batches
    var files: [String: [UInt8]] = [:]
    let tables = Table.allCases.map { table in
      let reports = formats.map { format in
        let path = "\(table)/part-00000.\(format.fileExtension)\(isCompressed ? ".gz" : "")"
        var encoder = format.makeEncoder(table, EncodingOptions(snapshotAt: TableRows.snapshotAt))
        var content: [UInt8] = []
        encoder.encodeHeader(into: &content)
        for batch in batches { encoder.encode(batch, into: &content) }
        files[path] = isCompressed ? Self.gzipped(content) : content
        let rows = batches.reduce(0) { $0 + $1.rowCount(of: table) }
        return FileReport(
          path: path, format: format.name, rows: rows, bytes: 0, uncompressedBytes: content.count, sha256: "")
      }
      return TableReport(
        name: table, columns: table.columns.map { ColumnReport($0) }, rows: reports[0].rows, files: reports)
    }
    let tenants = batches.map { batch in
      var tally = TenantTally(of: Table.allCases)
      tally.take(batch)
      return TenantReport(
        service: batch.tenant.service, instance: batch.tenant.instance, tenantId: batch.tenant.id, name: tally.name,
        status: .complete, readFrom: TableRows.snapshotAt, readUntil: TableRows.snapshotAt,
        rows: Dictionary(uniqueKeysWithValues: Table.allCases.map { ($0.rawValue, batch.rowCount(of: $0)) }),
        totals: tally.totals, requests: 2, missing: [], omitted: [])
    }
    let sources = batches.map { batch in
      SourceDescription(service: batch.tenant.service, instance: "https://x.test", requests: [], notAvailable: [])
    }
    let moment = TableRows.snapshotAt
    var statistics = ExportStatistics()
    statistics.requests = 4
    statistics.endpoints = [
      EndpointStatistics(pattern: "GET /x", requests: 4, retries: [:], bytesIn: 0, latency: ExportStatistics.Latency())
    ]
    (statistics.firstRequestAt, statistics.lastRequestAt) = (moment, moment)
    let zlib = SnapshotEncoding.Compressor(name: "zlib", version: "1", level: 6)
    manifest = Manifest(
      rollcallVersion: "0.1", snapshotAt: moment, startedAt: moment, finishedAt: moment, complete: true,
      run: RunDescription(user: "u", host: "h", options: [:]), sources: sources, tables: tables, tenants: tenants,
      encoding: SnapshotEncoding(compressor: isCompressed ? zlib : nil), statistics: statistics)
    self.files = files
    repair()
  }

  /// The paths of the tables' files, in the manifest's order.
  var paths: [String] { manifest.tables.flatMap(\.files).map(\.path) }

  /// Makes sizes and digests, in the manifest and in the lists beside it, those of the files as they are now.
  mutating func repair() {
    for table in manifest.tables.indices {
      for file in manifest.tables[table].files.indices {
        let bytes = files[manifest.tables[table].files[file].path] ?? []
        manifest.tables[table].files[file].bytes = bytes.count
        manifest.tables[table].files[file].sha256 = Self.sha256(bytes)
      }
    }
    guard let encoded = try? manifest.encoded() else { fatalError("a manifest of ours cannot be written") }
    setManifest(encoded)
  }

  /// Puts any bytes into the manifest's place, and their digest into the list.
  mutating func setManifest(_ bytes: [UInt8]) {
    guard let package = try? DataPackage(manifest).encoded() else { fatalError("a package cannot be written") }
    files["manifest.json"] = bytes
    files["datapackage.json"] = package
    let list = manifest.checksumList(packageDigest: Self.sha256(package), manifestDigest: Self.sha256(bytes))
    files["SHA256SUMS"] = Array(list.utf8)
  }

  func verify() throws -> VerificationReport {
    try Scratch.with { scratch in
      for table in manifest.tables { scratch.makeFolder(table.name.rawValue) }
      for (path, bytes) in files { scratch.write(bytes, to: path) }
      return try SnapshotVerification(path: scratch.path).run()
    }
  }

  static func sha256(_ bytes: [UInt8]) -> String {
    let digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hexadecimal()
  }

  static func gzipped(_ content: [UInt8]) -> [UInt8] {
    var cutter = BlockCutter()
    cutter.append { $0 += content }
    let block = cutter.cutLastBlock()
    var member = GzipMember()
    guard var deflater = try? Deflater(level: .balanced), let deflated = try? deflater.deflate(block) else {
      fatalError("zlib does not compress")
    }
    member.append(deflated)
    return GzipMember.header(level: .balanced) + deflated.bytes + member.trailer
  }
}

extension SmallSnapshot {
  /// One website and one account, with everything that `verify` looks at.
  private static var batches: [RowBatch] {
    var website = RowBatch(tenant: Tenant(service: "crisp", instance: "https://x.test", id: "w1"))
    website.append(
      .operators,
      [
        "u1", "ada@x.test", "Ada", "Ada", nil, nil, "owner", "enabled", nil, "true", nil, "2026-10-31T00:00:00.000Z",
        nil, "{}",
      ])
    website.append(
      .operators,
      [
        "email:b@x.test", "b@x.test", nil, nil, nil, nil, "member", "disabled", "pending", nil, nil, nil, nil,
        #"{"type":"invite"}"#,
      ])
    website.append(.resources, ["website", "w1", "A \"site\"", nil, nil, #"{"domain":"x.test","verified":true}"#])
    website.append(.entitlements, ["website:w1:owner", "website", "w1", "owner", "Owner", nil, "permission"])
    website.append(.entitlements, ["website:w1:member", "website", "w1", "member", "Member", nil, "permission"])
    website.append(
      .grants, ["website:w1:owner:user:u1", "website:w1:owner", "website", "w1", "owner", "u1", "ada@x.test"])

    var account = RowBatch(tenant: Tenant(service: "chatwoot", instance: "https://x.test", id: "3"))
    account.append(
      .operators,
      ["7", "", "Zoë,\nZ", nil, nil, nil, "agent", "enabled", nil, nil, "busy", nil, nil, #"{"confirmed":true}"#])
    account.append(.resources, ["account", "3", "Three", nil, nil, "{}"])
    account.append(.resources, ["team", "5", nil, "account", "3", "{}"])
    account.append(
      .entitlements, ["account:3:administrator", "account", "3", "administrator", nil, nil, "permission"])
    account.append(.entitlements, ["account:3:agent", "account", "3", "agent", nil, nil, "permission"])
    account.append(.entitlements, ["team:5:member", "team", "5", "member", nil, nil, "assignment"])
    account.append(.grants, ["account:3:agent:user:7", "account:3:agent", "account", "3", "agent", "7", ""])
    account.append(.grants, ["team:5:member:user:7", "team:5:member", "team", "5", "member", "7", ""])
    return [website, account]
  }
}

extension RowBatch {
  fileprivate mutating func append(_ table: Table, _ row: [String?]) {
    let cells = row.map { value in value.map { add($0) } ?? .null }
    append(cells, to: table)
  }
}
