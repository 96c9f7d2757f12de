/// Lines at the bottom of a terminal that are redrawn in place, with messages that scroll above them. A plain value: it
/// returns what to write.
struct TerminalBlock: Sendable {
  /// The columns of each line that is drawn.
  private var drawn: [Int] = []

  /// Draws lines in place of those that are there.
  mutating func draw(_ lines: [String], width: Int) -> String {
    let erased = erase(width: width)
    drawn = lines.map(\.columns)
    return erased + lines.joined(separator: "\n")
  }

  /// Removes the lines; the cursor is where the first one began.
  mutating func erase(width: Int) -> String {
    guard !drawn.isEmpty else { return "" }
    // A window that became narrower shows a line in several rows.
    let rows = drawn.reduce(0) { $0 + max(1, ($1 + width - 1) / max(1, width)) }
    drawn = []
    return "\r" + (rows > 1 ? "\u{1B}[\(rows - 1)A" : "") + "\u{1B}[J"
  }
}
