/// A reader of a table's rows one by one, through all of its files, in one of its formats.
///
/// ```swift
/// var rows = try snapshot.rows(of: .operators)
/// let email = Table.operators.index(of: "email")
/// while let row = try rows.next() { print(row.text(email) ?? "no address") }
/// ```
///
/// The size, SHA-256 and number of rows of a file are checked by the time the first row after it is returned, or the
/// end. So results are valid once the reader has returned `nil`, and not before. Memory does not grow with the rows.
public struct RowReader: ~Copyable {
  /// The table.
  public let table: Table
  /// The format of the files.
  public let format: OutputFormat
  /// The file of the present row, by its path inside the snapshot.
  public private(set) var file = ""
  /// The number of the present row in its file, from 1.
  public private(set) var rowNumber = 0

  private let snapshot: SnapshotReader
  /// The number of rows in the manifest.
  private let expectedCount: Int
  private var waiting: ArraySlice<FileReport>
  private var rows: FileRows?
  /// The number of rows in the files that were read completely.
  private var countBefore = 0
  private var failure: RollcallError?

  init(_ table: TableReport, _ format: OutputFormat, of snapshot: SnapshotReader) {
    self.table = table.name
    self.format = format
    self.snapshot = snapshot
    expectedCount = table.rows
    waiting = table.files.filter { $0.format == format.name }[...]
  }

  /// The next row, valid until the next call, or `nil` at the end of the table.
  ///
  /// - Throws: `RollcallError`, with the code `undecodable` and the name of the file if it differs from the manifest,
  ///   and with `inputOutput` if it cannot be read.
  public mutating func next() throws(RollcallError) -> Row? {
    while true {
      if let row = try rows?.next() {
        rowNumber += 1
        return row
      }
      if let failure { throw failure }
      try finishFile()
      guard let report = waiting.popFirst() else { break }
      (file, rowNumber) = (report.path, 0)
      rows = try FileRows(report, of: table.schema, format, snapshot.manifest.formatOptions, in: snapshot.folder)
    }
    guard countBefore == expectedCount else {
      let counts = "\(table) should have \(expectedCount) rows, but its \(format.name) files have \(countBefore)"
      throw fail(SnapshotDifference(file: SnapshotLayout.manifest, message: counts))
    }
    return nil
  }

  private mutating func finishFile() throws(RollcallError) {
    guard var finished = rows.take() else { return }
    // The rest of a damaged file cannot help.
    if let damage = finished.damage { throw fail(damage) }
    if let difference = try finished.finish().first { throw fail(difference) }
    countBefore += finished.rowCount
  }

  private mutating func fail(_ difference: SnapshotDifference) -> RollcallError {
    let error = snapshot.error(difference)
    failure = error
    return error
  }
}
