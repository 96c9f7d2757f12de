/// A difference between a snapshot and its manifest or the contract of its tables.
public struct SnapshotDifference: Error, Equatable, Encodable, CustomStringConvertible {
  /// The file, by its path inside the snapshot.
  public let file: String
  /// The row, counted from 1 without a header, if the difference concerns one.
  public let row: Int?
  /// The place of the row or of the fault, in bytes from the start of the file's uncompressed content.
  public let offset: Int?
  /// The fault, and the expected content.
  public let message: String

  init(file: String, row: Int? = nil, offset: Int? = nil, message: String) {
    self.file = file.quotable
    self.row = row
    self.offset = offset
    self.message = message
  }

  /// File, row and place, then the fault.
  public var description: String {
    let place = [file, row.map { "row \($0)" }, offset.map { "byte \($0)" }].compactMap { $0 }
    return "\(place.joined(separator: ", ")): \(message)"
  }
}

extension String {
  /// The text of a snapshot as a difference shows it.
  var quotable: String { shown(limit: 80) }
}
