/// A check of one file of a table against the manifest.
struct FileCheck {
  let folder: SnapshotFolder
  let table: Table
  let report: FileReport
  let options: FormatOptions
  let differences: DifferenceList

  /// Hands on the rows with their numbers, from 1.
  ///
  /// - Returns: whether all of the content could be read, even if its digest is wrong.
  func run(_ body: (Row, Int) -> Void) throws(RollcallError) -> Bool {
    guard let format = OutputFormat.named(report.format) else { return false }
    var rows = try FileRows(report, of: table.schema, format, options, in: folder)
    while let row = try rows.next() { body(row, rows.rowCount) }
    for difference in try rows.finish() { differences.note(difference) }
    return rows.damage == nil
  }
}
