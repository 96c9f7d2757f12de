/// The fields of a roster: CSV after RFC 4180, with the separators that spreadsheets write.
struct RosterFields: Sendable {
  /// The fields of a row.
  struct Record {
    /// Where it begins.
    let start: Int
    /// The line on which it begins.
    let line: Int
    fileprivate let fields: [String]
  }

  private let bytes: [UInt8]
  private let name: String
  private var separator = UInt8(ascii: ",")
  /// The places of the columns of a kind, those with the better headings first.
  private var places: [RosterColumn: [Int]] = [:]
  /// The headings that say nothing here.
  private(set) var otherHeadings: [String] = []
  private var width = 0
  private var offset = 0
  private var line = 1

  /// Reads the headings.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if there is no heading for addresses.
  init(_ bytes: [UInt8], name: String) throws(RollcallError) {
    self.bytes = bytes
    self.name = name
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw error("it is in UTF-16", advice: "save it as “CSV UTF-8”", line: 1)
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    let start = offset
    // The separator is the one with which there is an address column.
    for candidate in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
      (separator, offset, line, width) = (candidate, start, 1, 0)
      // With the wrong separator, quoted headings are no fields.
      guard let heading = try? record() else { continue }
      width = heading.fields.count
      try place(heading)
      if has(.email) { return }
    }
    throw error(
      "it has no column with the heading “email”",
      advice: "the first line must name the columns: email, and any of name, manager, department, status and end_date",
      line: 1)
  }

  /// Finds the columns by their headings.
  private mutating func place(_ heading: Record) throws(RollcallError) {
    let names = heading.fields.map { RosterColumn.plain($0) }
    for column in RosterColumn.allCases {
      places[column] = []
      for name in column.headings {
        let found = names.indices.filter { names[$0] == name }
        guard found.count < 2 else {
          let twin = heading.fields[found[1]].trimmed.lowercased().shown(limit: 40)
          throw error("two columns have the heading “\(twin)”", line: heading.line)
        }
        places[column, default: []] += found
      }
    }
    let known = Set(places.values.joined())
    otherHeadings = heading.fields.indices.filter { !known.contains($0) }.map { heading.fields[$0].trimmed }
  }

  /// Whether there is such a column.
  func has(_ column: RosterColumn) -> Bool { !(places[column] ?? []).isEmpty }

  /// The next row; `nil` at the end.
  mutating func next() throws(RollcallError) -> Record? {
    guard let record = try record() else { return nil }
    guard record.fields.count == width else {
      throw error(
        "the row has \(record.fields.count.counted("field")), but there are \(width.counted("heading"))",
        line: record.line)
    }
    return record
  }

  /// The values of the columns of a kind, without blanks around them and without those that are empty.
  func texts(_ record: Record, _ column: RosterColumn) -> [String] {
    (places[column] ?? []).map { record.fields[$0].trimmed }.filter { !$0.isEmpty }
  }

  /// The first value of a kind; empty if the row has none, `nil` if there is no such column.
  private func text(_ record: Record, _ column: RosterColumn) -> String? {
    has(column) ? texts(record, column).first ?? "" : nil
  }

  /// The status: of several, one that says that the person left, since another one may be about hours or contracts.
  func status(_ record: Record) -> String? {
    texts(record, .status).first(where: Roster.saysLeft) ?? text(record, .status)
  }

  /// The first of several days that may be the last one.
  private func endDate(_ record: Record) -> String? {
    // Days written alike compare as texts.
    texts(record, .endDate).min() ?? text(record, .endDate)
  }

  /// The row that begins at a place where one was found.
  mutating func entry(at start: Int, line: Int) -> Roster.Entry {
    (offset, self.line) = (start, line)
    guard let record = try? record() else { return Roster.Entry(line: line) }
    return Roster.Entry(
      name: text(record, .name), manager: text(record, .manager), department: text(record, .department),
      status: status(record), endDate: endDate(record), line: line)
  }

  func error(_ message: String, advice: String? = nil, line: Int) -> RollcallError {
    RollcallError(.undecodable, "the roster \(name) cannot be read: line \(line): \(message)", advice: advice)
  }

  // MARK: - Fields

  /// Reads a row, after blank lines.
  private mutating func record() throws(RollcallError) -> Record? {
    while offset < bytes.count, isLineEnd(bytes[offset]) { skipLineEnd() }
    guard offset < bytes.count else { return nil }
    let (start, first) = (offset, line)
    var fields: [String] = []
    while true {
      fields.append(try field())
      guard offset < bytes.count, bytes[offset] == separator else { break }
      offset += 1
    }
    if offset < bytes.count { skipLineEnd() }
    return Record(start: start, line: first, fields: fields)
  }

  private mutating func field() throws(RollcallError) -> String {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { return try plainField() }
    let first = line
    offset += 1
    var value: [UInt8] = []
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        offset += 1
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
          guard offset == bytes.count || bytes[offset] == separator || isLineEnd(bytes[offset]) else {
            throw error("text follows the quotation mark that ends a field", line: line)
          }
          return try decoded(value[...], line: first)
        }
      }
      if isLineEnd(byte) {
        let start = offset
        skipLineEnd()
        value += bytes[start..<offset]
      } else {
        value.append(byte)
        offset += 1
      }
    }
    throw error("a quotation mark is not closed", line: first)
  }

  private mutating func plainField() throws(RollcallError) -> String {
    let start = offset
    while offset < bytes.count, bytes[offset] != separator, !isLineEnd(bytes[offset]) {
      guard bytes[offset] != UInt8(ascii: "\"") else {
        throw error("a quotation mark stands inside a field that does not begin with one", line: line)
      }
      offset += 1
    }
    return try decoded(bytes[start..<offset], line: line)
  }

  private func decoded(_ field: ArraySlice<UInt8>, line: Int) throws(RollcallError) -> String {
    guard let text = String(validating: field, as: UTF8.self) else {
      throw error("it is not UTF-8", advice: "save it as “CSV UTF-8”", line: line)
    }
    return text
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// LF, CR and LF, or CR alone.
  private mutating func skipLineEnd() {
    let isPair =
      bytes[offset] == UInt8(ascii: "\r") && offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "\n")
    offset += isPair ? 2 : 1
    line += 1
  }
}

extension String {
  /// The text without blanks around it.
  var trimmed: String {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    var scalars = unicodeScalars[...]
    while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
    while let last = scalars.last, isBlank(last) { scalars.removeLast() }
    return String(scalars)
  }
}
