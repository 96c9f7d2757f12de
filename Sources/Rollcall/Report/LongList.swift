/// Rows of a table, of which only the first are shown.
struct LongList {
  private let limit: Int
  private(set) var rows = HTML()
  /// The number of rows, including those that are not shown.
  private(set) var count = 0

  init(limit: Int) { self.limit = limit }

  /// Whether the next row will be shown.
  var hasRoom: Bool { count < limit }

  /// Adds the row, which is made only if it is shown.
  mutating func add(_ row: @autoclosure () -> HTML) {
    if hasRoom { rows += "<tr>\(row())</tr>\n" }
    count += 1
  }

  /// The table, and how many rows are not shown; nothing without any.
  ///
  /// - Parameters:
  ///   - what: what the rows are, for the number of those that are not shown.
  ///   - command: the command that lists all.
  func table(_ caption: HTML, _ columns: [TableColumn], what: String = "people", command: String) -> HTML {
    guard count > 0 else { return "" }
    return .table(caption, columns, rows) + .more(count - limit, what, command)
  }
}
