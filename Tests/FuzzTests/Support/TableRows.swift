@testable import Rollcall

/// Rows of all tables with all their columns, in order; `nil` is NULL.
struct TableRows: Equatable {
  typealias Row = [[UInt8]?]

  private var tables = Array(repeating: [Row](), count: Table.allCases.count)

  static let snapshotAt = Timestamp(milliseconds: 1_793_491_200_000)

  init(_ batches: [RowBatch]) {
    for batch in batches {
      let leading = [Self.snapshotAt.description, batch.tenant.service, batch.tenant.instance, batch.tenant.id]
        .map { Array($0.utf8) }
      for table in Table.allCases {
        let cells = batch.cells(of: table)
        for start in stride(from: 0, to: cells.count, by: table.width) {
          let own = cells[start..<start + table.width].map { $0.isNull ? nil : Array(batch.bytes[$0.range]) }
          tables[table.index].append(leading + own)
        }
      }
    }
  }

  subscript(table: Table) -> [Row] { tables[table.index] }

  /// Writes the rows in every format, reads them back, and looks at each as `verify` does.
  ///
  /// - Throws: `Finding` if other rows come back, or one that cannot be.
  static func checkFiles(of batches: [RowBatch]) throws {
    let rows = TableRows(batches)
    for format in OutputFormat.all {
      for table in Table.allCases where !rows[table].isEmpty {
        var encoder = format.makeEncoder(table, EncodingOptions(snapshotAt: snapshotAt))
        var content: [UInt8] = []
        encoder.encodeHeader(into: &content)
        for batch in batches { encoder.encode(batch, into: &content) }
        let found = ReadRows([content], table, format, isJudged: true)
        try require(found.rows, is: rows[table], "\(format.name) of \(table) gives other rows back")
        try require(found.damage == nil, "\(format.name) of \(table) is damaged: \(found.damage!)")
        try require(found.problem == nil, "a row of \(table) cannot be: \(found.problem!)")
      }
    }
  }
}

/// What the readers make of the content of a file that comes in pieces.
struct ReadRows: Equatable {
  private(set) var rows: [TableRows.Row] = []
  private(set) var damage: RowDamage?
  /// The first thing that `verify` says about a row by itself.
  private(set) var problem: String?

  /// - Parameter isJudged: whether the rows are looked at as `verify` does.
  init(
    _ pieces: [[UInt8]], _ table: Table, _ format: OutputFormat, options: FormatOptions = FormatOptions(),
    isJudged: Bool = false
  ) {
    var cutter = RowCutter(table.schema, format, options)
    let values = isJudged ? RowCheck(table: table, snapshotAt: TableRows.snapshotAt) : nil
    var references = ReferenceCheck(table: table, known: KnownKeys())
    var rows: [TableRows.Row] = []
    var problem: String?
    func take(_ row: Row) {
      rows.append(row.cells.indices.map { column in row[column].map { Array($0) } })
      guard let values else { return }
      problem = problem ?? values.problem(of: row) ?? references.problem(of: row, Hasher(), tenant: nil)
    }
    do throws(RowDamage) {
      for piece in pieces {
        cutter.room(for: piece.count).copyBytes(from: piece)
        cutter.append(piece.count)
        while let row = try cutter.next() { take(row) }
      }
      cutter.finish()
      while let row = try cutter.next() { take(row) }
    } catch {
      damage = error
    }
    self.rows = rows
    self.problem = problem
  }
}
