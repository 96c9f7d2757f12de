/// The rows of one file of a table, checked against the manifest.
struct FileRows: ~Copyable {
  private let report: FileReport
  private var content: ContentAhead
  private var cutter: RowCutter
  /// The damage that ended the rows before the end of the file.
  private(set) var damage: SnapshotDifference?

  /// The number of rows so far, which is also the number of the last one.
  var rowCount: Int { cutter.rowCount }

  /// Opens the file.
  init(
    _ report: FileReport, of schema: Schema, _ format: OutputFormat, _ options: FormatOptions, in folder: SnapshotFolder
  ) throws(RollcallError) {
    self.report = report
    content = ContentAhead(try FileContent(try folder.open(report.path), report), of: report)
    cutter = RowCutter(schema, format, options)
  }

  /// The next row, valid until the next call; `nil` at the end and at the first damage.
  mutating func next() throws(RollcallError) -> Row? {
    guard damage == nil else { return nil }
    while true {
      do throws(RowDamage) {
        if let row = try cutter.next() { return row }
      } catch {
        damage = SnapshotDifference(
          file: report.path, row: cutter.rowCount + 1, offset: error.offset, message: error.message)
        return nil
      }
      guard !cutter.isFinished, try readPiece() else { return nil }
    }
  }

  /// - Returns: `false` if the content is damaged.
  private mutating func readPiece() throws(RollcallError) -> Bool {
    do {
      let count = try content.read(into: cutter.room(for: content.pieceBytes))
      if count > 0 { cutter.append(count) } else { cutter.finish() }
      return true
    } catch {
      guard error.code == .undecodable else { throw error }
      damage = SnapshotDifference(file: report.path, message: error.message)
      return false
    }
  }

  /// Reads the rest of the file after the last row.
  ///
  /// - Returns: the differences between the file and the manifest.
  mutating func finish() throws(RollcallError) -> [SnapshotDifference] {
    let read = try content.finish()
    var differences: [SnapshotDifference] = []
    func note(_ message: String) { differences.append(SnapshotDifference(file: report.path, message: message)) }
    if let damage {
      differences.append(damage)
    } else if read.count != report.uncompressedBytes {
      note("its content has \(read.count) bytes, but should have \(report.uncompressedBytes)")
    } else if rowCount != report.rows {
      note("it has \(rowCount) rows, but should have \(report.rows)")
    }
    let size = read.fileBytes
    if size != report.bytes {
      note("it has \(size > report.bytes ? "more than" : "only") \(min(size, report.bytes)) bytes: it is being changed")
    } else if read.sha256 != report.sha256 {
      note("its SHA-256 is \(read.sha256), but should be \(report.sha256.quotable)")
    }
    return differences
  }
}
