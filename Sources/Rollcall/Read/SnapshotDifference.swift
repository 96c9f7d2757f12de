/// Something in a snapshot that is not as its manifest, or the contract of its tables, says.
public struct SnapshotDifference: Error, Equatable, Encodable, CustomStringConvertible {
  /// The file, by its path inside the snapshot.
  public let file: String
  /// The row, counted from 1 without a header, where it concerns one.
  public let row: Int?
  /// Where the row begins, or what is wrong stands, in bytes from the start of the file's content, not compressed.
  public let offset: Int?
  /// What is there, and what was expected.
  public let message: String

  init(file: String, row: Int? = nil, offset: Int? = nil, message: String) {
    self.file = file.quotable
    self.row = row
    self.offset = offset
    self.message = message
  }

  /// File, row and place, then what is wrong.
  public var description: String {
    let place = [file, row.map { "row \($0)" }, offset.map { "byte \($0)" }].compactMap { $0 }
    return "\(place.joined(separator: ", ")): \(message)"
  }
}

extension String {
  /// What a difference shows of a text of the snapshot.
  var quotable: String { shown(limit: 80) }
}
