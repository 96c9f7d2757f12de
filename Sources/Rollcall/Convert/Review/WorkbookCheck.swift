import Glibc

/// The reading of a workbook that was just written.
///
/// libxlsxwriter does not look whether its temporary files could be written: on a full disk it would make a workbook that
/// lacks rows, and say nothing.
struct WorkbookCheck {
  private let path: String

  init(_ path: String) { self.path = path }

  /// The number of rows in each sheet, in the order of the sheets; `nil` if one is not whole.
  func rowCounts(sheets: Int) throws(RollcallError) -> [Int]? {
    var counts = [Int?](repeating: nil, count: sheets)
    var file = try ZipFile(path)
    while let entry = try file.next() {
      guard let number = Self.number(of: entry.name), (1...sheets).contains(number) else { continue }
      var counter = RowCounter()
      guard try file.read(entry, { counter.take($0) }), counter.isWhole else { return nil }
      counts[number - 1] = counter.count
    }
    return counts.contains(nil) ? nil : counts.compactMap(\.self)
  }

  /// The number of the sheet that an entry holds; `nil` if it holds something else.
  private static func number(of name: String) -> Int? {
    let (start, end) = ("xl/worksheets/sheet", ".xml")
    guard name.hasPrefix(start), name.hasSuffix(end) else { return nil }
    return Int(name.dropFirst(start.count).dropLast(end.count))
  }
}

/// Counts the rows in the XML of a sheet.
private struct RowCounter {
  private(set) var count = 0
  private var tail: [UInt8] = []

  private static let row = Array("<row ".utf8)
  private static let end = Array("</worksheet>".utf8)

  mutating func take(_ bytes: UnsafeRawBufferPointer) {
    // A mark may lie across two pieces.
    let joined = tail + bytes
    var (counted, position) = (0, 0)
    joined.withUnsafeBytes { joined in
      while let found = memchr(joined.baseAddress! + position, CInt(Self.row[0]), joined.count - position) {
        let start = UnsafeRawPointer(found) - joined.baseAddress!
        guard start + Self.row.count <= joined.count else { break }
        position = start + 1
        guard UnsafeRawBufferPointer(rebasing: joined[start..<start + Self.row.count]).isEqual(to: Self.row) else {
          continue
        }
        count += 1
        counted = start + Self.row.count
      }
    }
    tail = Array(joined[max(counted, joined.count - Self.end.count - 2)...])
  }

  /// Whether the text ended as the XML of a sheet does.
  var isWhole: Bool {
    let text = tail.reversed().drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    return text.starts(with: Self.end.reversed())
  }
}
