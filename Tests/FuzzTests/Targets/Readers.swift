@testable import Rollcall

extension FuzzTarget {
  /// Any content as that of a table's file. The readers accept what the plainest writer would have written and nothing
  /// else, and find the same rows and the same damage however the content arrives.
  static let readers = FuzzTarget("readers") { input in
    let table = Table.allCases[input.choice(of: Table.allCases.count)]
    let format = OutputFormat.all[input.choice(of: OutputFormat.all.count)]
    // Mostly with the header there, which takes long to be found by chance.
    let lineEnd = ["\n", "\r\n", nil][input.choice(of: 3)]
    let seed = input.word()
    let header = lineEnd.map { PlainDialect.file([], table, format, lineEnd: $0) } ?? []
    let content = header + input.remainder()

    let arrivals = content.arrivals(seed: seed)
    var options = FormatOptions()
    options.csvLineEnding = content.lineEnd(behindHeaderOf: table) == "\n" ? .lf : .crlf
    let found = ReadRows(arrivals[0], table, format, options: options)
    for pieces in arrivals.dropFirst() {
      try require(ReadRows(pieces, table, format, options: options), is: found, "it depends on how the content arrives")
    }
    let judged = ReadRows(arrivals[0], table, format, options: options, isJudged: true)
    try require(judged.problem.map(\.utf8.count) ?? 0 < 500, "it says too much of a row: \(judged.problem ?? "")")
    let isRead = PlainDialect.file(found.rows, table, format, lineEnd: content.lineEnd(behindHeaderOf: table))
    if found.damage == nil {
      try require(isRead.text, is: content.text, "it was read, and would not have been written so")
    } else if !found.rows.isEmpty {
      let beginning = Array(content.prefix(isRead.count))
      try require(isRead.text, is: beginning.text, "some of it was read, and would not have been written so")
    }
    if let offset = found.damage?.offset {
      try require((0...content.count).contains(offset), "the damage is outside, at \(offset) of \(content.count)")
    }
  }
}

extension [UInt8] {
  fileprivate func lineEnd(behindHeaderOf table: Table) -> String {
    let header = table.columns.map(\.name).joined(separator: ",").utf8.count
    return header < count && self[header] == UInt8(ascii: "\r") ? "\r\n" : "\n"
  }
}
