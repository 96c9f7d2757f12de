/// Rows of a table, of which only the first are shown.
struct LongList {
  private let limit: Int
  /// The rows that come before the others, whenever they are added.
  private var leading: [HTML] = []
  private var others: [HTML] = []
  /// The number of rows, including those that are not shown.
  private(set) var count = 0

  init(limit: Int) { self.limit = limit }

  /// Whether the next row will be shown.
  var hasRoom: Bool { count < limit }

  /// Adds the row, which is made only if it may be shown.
  ///
  /// - Parameter isLeading: whether it comes before those that are not.
  mutating func add(isLeading: Bool = false, _ row: @autoclosure () -> HTML) {
    if isLeading {
      if leading.count < limit { leading.append("<tr>\(row())</tr>\n") }
    } else if hasRoom {
      others.append("<tr>\(row())</tr>\n")
    }
    count += 1
  }

  /// The table, and how many rows are not shown; nothing without any.
  ///
  /// - Parameters:
  ///   - what: what the rows are, for the number of those that are not shown.
  ///   - command: the command that lists all.
  func table(_ caption: HTML, _ columns: [TableColumn], what: String = "people", command: String) -> HTML {
    guard count > 0 else { return "" }
    let rows = leading + others.prefix(limit - leading.count)
    return .table(caption, columns, rows.joined()) + .more(count - limit, what, command)
  }
}
