/// The first differences, and the number of all of them.
final class DifferenceList {
  /// The number of differences that are kept. The rest are counted: damage rarely comes alone, and the first ones show
  /// its kind.
  static let limit = 20

  private(set) var first: [SnapshotDifference] = []
  private(set) var count = 0

  func note(_ difference: @autoclosure () -> SnapshotDifference) {
    count += 1
    if first.count < Self.limit { first.append(difference()) }
  }

  func note(_ file: String, row: Int? = nil, offset: Int? = nil, _ message: @autoclosure () -> String) {
    note(SnapshotDifference(file: file, row: row, offset: offset, message: message()))
  }

  /// Counts differences without a description.
  func note(more: Int) { count += more }
}

extension UnsafeRawBufferPointer {
  /// The beginning of a value, in quotation marks.
  var quoted: String { "“\(String(decoding: prefix(4 * 81), as: UTF8.self).quotable)”" }
}
