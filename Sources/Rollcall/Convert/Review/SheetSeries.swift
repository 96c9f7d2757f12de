/// A column of a list in a workbook.
struct SheetColumn {
  let heading: String
  /// The width, in characters.
  let width: Double
  /// How the cells that reviewers fill in look; `nil` for a column that is filled.
  var format: Workbook.Format?
  /// The values to choose from.
  var choices: [String] = []

  init(_ heading: String, _ width: Double, format: Workbook.Format? = nil, choices: [String] = []) {
    self.heading = heading
    self.width = width
    self.format = format
    self.choices = choices
  }

  /// What a reviewer fills in, in every list of people.
  static let decisions = [
    SheetColumn("Decision", 11, format: .decision, choices: ["keep", "change", "remove"]),
    SheetColumn("Reviewer", 18, format: .decision), SheetColumn("Date", 12, format: .date),
    SheetColumn("Comment", 36, format: .decision),
  ]
}

/// A list in a workbook, with a heading, filters and choices, that goes on over further sheets.
struct SheetSeries {
  private let book: Workbook
  private let name: String
  private let pageHeading: String
  private let columns: [SheetColumn]
  private let limit: Int
  private var rows = 0
  /// The present sheet.
  private(set) var sheet: Sheet
  /// The name of the first sheet.
  let firstName: String
  /// The rows in all sheets.
  private(set) var count = 0

  /// Begins the first sheet.
  ///
  /// - Parameter limit: the most rows of a sheet, without the heading.
  init(
    _ book: Workbook, _ name: String, _ columns: [SheetColumn], limit: Int, pageHeading: String? = nil
  ) throws(RollcallError) {
    self.book = book
    self.name = name
    self.pageHeading = pageHeading ?? name
    self.columns = columns
    self.limit = limit
    sheet = try Self.makeSheet(book, name, columns, self.pageHeading)
    firstName = sheet.name
  }

  private static func makeSheet(
    _ book: Workbook, _ name: String, _ columns: [SheetColumn], _ pageHeading: String
  ) throws(RollcallError) -> Sheet {
    let sheet = try book.addSheet(name)
    for (index, column) in columns.enumerated() {
      sheet.setWidth(column.width, of: index, column.format)
      try sheet.add(column.heading, column.format == nil ? .heading : .decisionHeading)
    }
    sheet.endRow()
    sheet.freezeHeading()
    sheet.setPageHeading(pageHeading)
    return sheet
  }

  /// Makes room for a row: the present sheet, or a further one.
  mutating func beginRow() throws(RollcallError) {
    if rows == limit {
      finish()
      sheet = try Self.makeSheet(book, name, columns, pageHeading)
      rows = 0
    }
    rows += 1
    count += 1
  }

  /// Ends the present sheet.
  func finish() {
    sheet.addFilters(columns: columns.count)
    for (index, column) in columns.enumerated() where !column.choices.isEmpty {
      sheet.addChoice(
        of: column.choices, column: index, title: column.heading,
        message: "Choose \(column.choices.dropLast().joined(separator: ", ")) or \(column.choices.last!).")
    }
  }
}
