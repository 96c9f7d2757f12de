/// A table of texts for people: the first column begins at the left, the others end at the right.
struct TextTable {
  private let rows: [[String]]

  init(_ heading: [String], _ rows: [[String]]) { self.rows = [heading] + rows }

  /// The lines that fit into a window: if the columns do not, each row is told in words, which can be wrapped.
  func lines(width: Int?) -> [String] {
    let lines = lines
    guard let width, let widest = lines.map(\.columns).max(), widest > width else { return lines }
    return rows.dropFirst()
      .map { row in
        "\(row[0]): " + zip(rows[0], row).dropFirst().map { "\($0) \($1)" }.joined(separator: ", ")
      }
  }

  /// The lines, each column as wide as its widest text.
  var lines: [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].columns }.max() ?? 0 }
    return rows.map { row in
      row.indices
        .map { column in
          let space = String(repeating: " ", count: widths[column] - row[column].columns)
          return column == 0 ? row[column] + space : space + row[column]
        }
        .joined(separator: "  ")
    }
  }
}
