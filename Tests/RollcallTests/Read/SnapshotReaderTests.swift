import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `Reader of a snapshot` {
  private static let fixture = ServiceFixture.crisp(websites: 3, seed: 12)

  /// Opens a snapshot on the disk, and lends the reader.
  private func read<R>(_ snapshot: StoredSnapshot, _ body: (SnapshotReader) throws -> R) throws -> R {
    let folder = try ScratchFolder()
    return try withExtendedLifetime(folder) {
      try snapshot.write(to: folder.file("snapshot"))
      return try body(try SnapshotReader(path: folder.file("snapshot") + "/"))
    }
  }

  private func rows(
    _ reader: SnapshotReader, _ table: Table, _ format: OutputFormat? = nil
  ) throws(RollcallError) -> [[String?]] {
    var rows: [[String?]] = []
    var reader = try reader.rows(of: table, format: format)
    while let row = try reader.next() { rows.append(table.columns.indices.map { row.text($0) }) }
    guard try reader.next() == nil else { return [] }
    return rows
  }

  /// The failure of reading a table of a snapshot that was changed.
  private func failure(
    _ table: Table = .operators, _ formats: [OutputFormat] = [.csv], _ compression: Compression = .none,
    after change: (inout StoredSnapshot) throws -> Void
  ) async throws -> RollcallError {
    var snapshot = try await StoredSnapshot.export(Self.fixture, formats, compression)
    try change(&snapshot)
    return try #require(throws: RollcallError.self) { try read(snapshot) { try rows($0, table) } }
  }

  @Test(arguments: [
    ("\"complete\" : true", "\"complete\" : false", true), ("\n}", "\n} ", true), ("\n}", "\n} ", false),
  ])
  func `a manifest that was changed is noticed by its digest`(old: String, new: String, hasList: Bool) async throws {
    var snapshot = try await StoredSnapshot.export(Self.fixture, [.csv], .none)
    let text = String(decoding: try #require(snapshot.files["manifest.json"]), as: UTF8.self)
    #expect(text.contains(old))
    snapshot.files["manifest.json"] = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
    if !hasList { snapshot.files["SHA256SUMS"] = nil }
    let alteration = try read(snapshot) { $0.alteration }
    #expect((alteration != nil) == hasList)
    #expect(alteration?.contains("manifest.json does not have the digest that is in SHA256SUMS") ?? true)
    #expect(try read(try await StoredSnapshot.export(Self.fixture, [.csv], .none)) { $0.caveats } == [])
  }

  @Test func `a reader gives the same rows in every format and compression`() async throws {
    var expected: [Table: [[String?]]] = [:]
    for compression in [Compression.none, .gzip(level: 6)] {
      let snapshot = try await StoredSnapshot.export(Self.fixture, OutputFormat.all, compression)
      try read(snapshot) { reader in
        #expect(reader.manifest == snapshot.manifest && reader.tables == Table.allCases)
        #expect(reader.manifestDigest == StoredSnapshot.sha256(snapshot.files["manifest.json"]!))
        for (table, format) in Table.allCases.flatMap({ table in OutputFormat.all.map { (table, $0) } }) {
          let rows = try rows(reader, table, format)
          #expect(rows.count == reader.report(of: table)?.rows)
          if let before = expected.updateValue(rows, forKey: table) { #expect(rows == before, "\(table)") }
        }
      }
    }
    let operators = try #require(expected[.operators])
    #expect(operators[0][Table.operators.index(of: "operator_id")] == "user-0-0")
    let (status, detail) = (Table.operators.index(of: "status"), Table.operators.index(of: "status_detail"))
    #expect(operators.allSatisfy { ($0[status] == "enabled") == ($0[detail] == nil) })
  }

  @Test func `a reader distinguishes NULL from the empty text, and knows the place of a row`() async throws {
    let rows: [[String?]] = [
      Table.operators.row(["operator_id": "a", "title": "", "two_factor_enabled": "true"]),
      Table.operators.row(["operator_id": "b", "two_factor_enabled": "false"]),
    ]
    var snapshot = try await StoredSnapshot.export(Self.fixture)
    let path = "operators/part-00000.csv"
    try snapshot.set(OutputFormat.csv.content(of: .operators, rows), of: path)
    try snapshot.update(path) { $0.rows = rows.count }
    snapshot.manifest.tables[0].rows = rows.count
    try snapshot.repair()
    try read(snapshot) { snapshot in
      var reader = try snapshot.rows(of: .operators)
      let title = Table.operators.index(of: "title")
      let secured = Table.operators.index(of: "two_factor_enabled")
      let row = try #require(try reader.next())
      #expect(row[title]?.isEmpty == true && row.boolean(secured) == true && reader.rowNumber == 1)
      let next = try #require(try reader.next())
      #expect(next[title] == nil && next.text(title) == nil && next.boolean(secured) == false)
      #expect(reader.rowNumber == 2 && reader.file == path && next.offset > 0)
    }
  }

  @Test(arguments: [Compression.none, .gzip(level: 1)])
  func `a reader reads all parts of a table, including empty ones`(compression: Compression) async throws {
    var snapshot = try await StoredSnapshot.export(Self.fixture, [.csv], compression)
    let whole = try read(snapshot) { try rows($0, .grants) }
    let path = try #require(snapshot.manifest.tables[Table.grants.index].files.first).path
    let lines = try snapshot.lines(of: path)
    let cuts = [1, 4, 4, lines.count]
    var parts: [FileReport] = []
    for (number, (start, end)) in zip(cuts, cuts.dropFirst()).enumerated() {
      var part = snapshot.manifest.tables[Table.grants.index].files[0]
      part.path = path.replacing("part-00000", with: "part-0000\(number)")
      part.rows = end - start
      parts.append(part)
    }
    snapshot.manifest.tables[Table.grants.index].files = parts
    for (part, (start, end)) in zip(parts, zip(cuts, cuts.dropFirst())) {
      try snapshot.set([lines[0]] + lines[start..<end], of: part.path)
    }
    try snapshot.repair()
    #expect(try read(snapshot) { try rows($0, .grants) } == whole)

    // The same in another order is not what the digests say.
    let (first, second) = (parts[0].path, parts[2].path)
    (snapshot.files[first], snapshot.files[second]) = (snapshot.files[second], snapshot.files[first])
    let error = #expect(throws: RollcallError.self) { try read(snapshot) { try rows($0, .grants) } }
    #expect(error?.code == .undecodable && error?.message.contains(first) == true, "\(error as Any)")
  }

  @Test(arguments: [[OutputFormat.csv], [.jsonLines]], [Compression.none, .gzip(level: 6)])
  func `a reader refuses a file that differs in a byte, wherever it is`(
    formats: [OutputFormat], compression: Compression
  ) async throws {
    let snapshot = try await StoredSnapshot.export(Self.fixture, formats, compression)
    let path = snapshot.manifest.tables[0].files[0].path
    let count = snapshot.files[path]!.count
    for index in stride(from: 0, to: count, by: max(1, count / 50)) {
      var damaged = snapshot
      damaged.files[path]![index] ^= 0x01
      let error = #expect(throws: RollcallError.self) { try read(damaged) { try rows($0, .operators) } }
      #expect(error?.code == .undecodable && error?.message.contains(path) == true, "byte \(index): \(error as Any)")
    }
  }

  @Test func `a reader refuses a file that is missing, longer, shorter or a link`() async throws {
    let path = "operators/part-00000.csv"
    let gone = try await failure { $0.files[path] = nil }
    #expect(gone.code == .undecodable && gone.message.hasSuffix("\(path): it is missing"), "\(gone)")
    let longer = try await failure { $0.files[path]! += [0x0A] }
    #expect(longer.code == .undecodable && longer.message.contains("bytes, but should have"), "\(longer)")
    let shorter = try await failure { $0.files[path]!.removeLast(3) }
    #expect(shorter.code == .undecodable && shorter.message.contains(path), "\(shorter)")
    let link = try await failure {
      $0.files[path] = nil
      $0.links[path] = "/dev/zero"
    }
    #expect(link.code == .undecodable && link.message.hasSuffix("it should be a regular file"), "\(link)")
    let outside = try await failure { snapshot in
      try snapshot.update(path) { $0.path = "../snapshot/operators/part-00000.csv" }
      try snapshot.repair()
    }
    #expect(outside.code == .undecodable && outside.message.hasSuffix("it is missing"), "\(outside)")
  }

  @Test(arguments: [Compression.none, .gzip(level: 6)])
  func `a reader refuses a file or a table with another number of rows than the manifest says`(
    compression: Compression
  ) async throws {
    let file = try await failure(.operators, [.csv], compression) { snapshot in
      try snapshot.update(snapshot.paths[0]) { $0.rows += 1 }
      try snapshot.repair()
    }
    #expect(file.code == .undecodable && file.message.contains("rows, but should have"), "\(file)")
    let table = try await failure(.operators, [.csv], compression) { snapshot in
      snapshot.manifest.tables[0].rows += 1
      try snapshot.repair()
    }
    #expect(table.code == .undecodable && table.message.contains("manifest.json: operators should have"), "\(table)")
  }

  @Test func `a reader that has refused a file refuses every further row`() async throws {
    var snapshot = try await StoredSnapshot.export(Self.fixture)
    snapshot.files["operators/part-00000.csv"]![400] ^= 0x01
    try read(snapshot) { snapshot in
      var reader = try snapshot.rows(of: .operators)
      var errors: [RollcallError] = []
      while errors.count < 3 {
        do throws(RollcallError) { _ = try reader.next() } catch { errors.append(error) }
      }
      #expect(Set(errors.map(\.message)).count == 1)
    }
  }

  @Test func `a reader refuses an unfinished snapshot with 65, and an unreadable one with 74`() async throws {
    let snapshot = try await StoredSnapshot.export(Self.fixture)
    func code(_ change: (inout StoredSnapshot) -> Void) throws -> RollcallError.Code? {
      var snapshot = snapshot
      change(&snapshot)
      return #expect(throws: RollcallError.self) { try read(snapshot) { _ in } }?.code
    }
    #expect(try code { $0.files["manifest.json"] = nil } == .undecodable)
    #expect(try code { $0.files["manifest.json"] = Array("{}".utf8) } == .undecodable)
    #expect(try code { $0.files["manifest.json"]!.removeLast(10) } == .undecodable)
    #expect(
      try code {
        $0.manifest.formatVersion += 1; try? $0.repair()
      } == .undecodable)
    #expect(
      try code {
        $0.files["manifest.json"] = nil
        $0.links["manifest.json"] = "/dev/null"
      } == .undecodable)
    let folder = try ScratchFolder()
    let absent = #expect(throws: RollcallError.self) { try SnapshotReader(path: folder.file("absent")) }
    #expect(absent?.code == .inputOutput)
    try snapshot.write(to: folder.file("run.partial"))
    let partial = #expect(throws: RollcallError.self) { try SnapshotReader(path: folder.file("run.partial")) }
    #expect(partial?.code == .undecodable && partial?.message.contains("it is not a snapshot") == true)
  }

  @Test func `the error about a missing table or format names those of the snapshot`() async throws {
    let snapshot = try await StoredSnapshot.export(Self.fixture) { $0.tables = [.operators] }
    try read(snapshot) { reader in
      let table = #expect(throws: RollcallError.self) { _ = try reader.rows(of: .grants).file }
      #expect(table?.code == .undecodable && table?.advice?.contains("operators,grants") == true)
      let format = #expect(throws: RollcallError.self) { _ = try reader.rows(of: .operators, format: .jsonLines).file }
      #expect(format?.code == .undecodable && format?.message.contains("jsonl") == true)
    }
  }

  @Test func `a reader undoes the defusing for spreadsheets, and only in CSV`() async throws {
    let name = Table.resources.index(of: "display_name")
    let names = ["=x", "'=x", "'x", "'"]
    let values = names.map { Table.resources.row(["resource_type": "team", "resource_id": $0, "display_name": $0]) }
    for (format, expected) in [(OutputFormat.csv, ["=x", "=x", "'x", "'"]), (.jsonLines, names)] {
      var snapshot = try await StoredSnapshot.export(Self.fixture, [format]) {
        $0.formatOptions.spreadsheetSafe = true
      }
      var options = FormatOptions()
      options.spreadsheetSafe = true
      let path = "resources/part-00000.\(format.fileExtension)"
      try snapshot.set(format.content(of: .resources, values, options), of: path)
      try snapshot.update(path) { $0.rows = values.count }
      snapshot.manifest.tables[Table.resources.index].rows = values.count
      try snapshot.repair()
      let found = try read(snapshot) { try rows($0, .resources).map { $0[name] } }
      #expect(found == expected, "\(format.name)")
    }
  }
}

extension OutputFormat {
  /// A whole file with rows of one tenant, `nil` for NULL.
  fileprivate func content(
    of table: Table, _ rows: [[String?]], _ options: FormatOptions = FormatOptions()
  ) -> [UInt8] {
    var encoder = makeEncoder(table, EncodingOptions(snapshotAt: ExportBench.snapshotAt, format: options))
    var content: [UInt8] = []
    encoder.encodeHeader(into: &content)
    encoder.encode(RowBatch(table, rows), into: &content)
    encoder.encodeEnd(into: &content)
    return content
  }
}
