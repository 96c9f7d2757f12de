/// Something in a snapshot that is not as its manifest, or the contract of its tables, says.
public struct SnapshotDifference: Sendable, Equatable, Encodable, CustomStringConvertible {
  /// The file, by its path inside the snapshot.
  public let file: String
  /// The row, counted from 1 without a header, where it concerns one.
  public let row: Int?
  /// Where the row begins, or what is wrong stands, in bytes from the start of the file's content, not compressed.
  public let offset: Int?
  /// What is there, and what was expected.
  public let message: String

  /// File, row and place, then what is wrong.
  public var description: String {
    let place = [file, row.map { "row \($0)" }, offset.map { "byte \($0)" }].compactMap { $0 }
    return "\(place.joined(separator: ", ")): \(message)"
  }
}

/// The first differences that were found, and how many there are.
final class DifferenceList {
  /// How many are kept. The rest are counted: damage rarely comes alone, and the first ones show what it is.
  static let limit = 20

  private(set) var first: [SnapshotDifference] = []
  private(set) var count = 0

  func note(_ file: String, row: Int? = nil, offset: Int? = nil, _ message: @autoclosure () -> String) {
    count += 1
    guard first.count < Self.limit else { return }
    first.append(SnapshotDifference(file: file.quotable, row: row, offset: offset, message: message()))
  }

  /// Counts differences that nothing more is said about.
  func note(more: Int) { count += more }
}

extension String {
  /// What a difference shows of a text of the snapshot.
  var quotable: String { shown(limit: 80) }
}

extension UnsafeRawBufferPointer {
  /// The beginning of a value, in quotation marks.
  var quoted: String { "“\(String(decoding: prefix(4 * 81), as: UTF8.self).quotable)”" }
}
