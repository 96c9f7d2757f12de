/// The values of a row by their places; `nil` is NULL.
protocol RowTexts {
  subscript(index: Int) -> UnsafeRawBufferPointer? { get }
}

extension Row: RowTexts {}

extension Array: RowTexts where Element == UnsafeRawBufferPointer? {}

/// Rows of texts that wait to be read again, with the places where those of each tenant are.
///
/// The rows of a tenant are appended one after the other.
final class RowSpool {
  /// The rows of a tenant.
  struct Segment {
    let start: Int
    fileprivate(set) var end: Int
  }

  /// The number of texts in a row.
  let width: Int
  /// The number of rows so far.
  private(set) var count = 0

  private let file = SpoolFile()
  /// Which texts are kept.
  private let isKept: [Bool]
  /// The rows of every tenant but the last.
  private var segments: [Int: Segment] = [:]
  private var last: (tenant: Int, segment: Segment)?
  private lazy var reader = makeReader()

  /// - Parameters:
  ///   - width: the number of texts in a row.
  ///   - kept: the places of those that are kept, all if it is `nil`; others are read as NULL.
  init(width: Int, keeping kept: [Int]? = nil) {
    self.width = width
    isKept = (0..<width).map { kept?.contains($0) ?? true }
  }

  /// Appends a row of a tenant, with a tag for the reader.
  ///
  /// - Returns: where the row begins.
  @discardableResult
  func append(_ row: some RowTexts, tag: UInt64 = 0, of tenant: Int) throws(RollcallError) -> Int {
    let start = file.count
    var size = SpooledRow.headBytes(width)
    for index in 0..<width where isKept[index] { size += row[index]?.count ?? 0 }
    try file.append(count: size) { SpooledRow.write(row, isKept, tag, into: $0) }
    if last?.tenant != tenant {
      if let last { segments[last.tenant] = last.segment }
      precondition(segments[tenant] == nil, "the rows of a tenant come one after the other")
      last = (tenant, Segment(start: start, end: start))
    }
    last?.segment.end = file.count
    count += 1
    return start
  }

  /// The rows of a tenant; `nil` if it has none.
  func segment(of tenant: Int?) -> Segment? {
    guard let tenant else { return nil }
    if let last, last.tenant == tenant { return last.segment }
    return segments[tenant]
  }

  /// The tenants that have rows, in the order of their rows.
  var tenants: [Int] {
    segments.sorted { $0.value.start < $1.value.start }.map(\.key) + (last.map { [$0.tenant] } ?? [])
  }

  /// A reader of the rows from any place on.
  func makeReader(windowBytes: Int = 64 * 1024) -> RowSpoolReader {
    RowSpoolReader(file, width: width, windowBytes: windowBytes)
  }

  /// Lends the rows of a tenant, in order.
  func forEach(of tenant: Int?, _ body: (SpooledRow) throws(RollcallError) -> Void) throws(RollcallError) {
    _ = try contains(of: tenant) { (row) throws(RollcallError) in
      try body(row)
      return false
    }
  }

  /// Whether a row of a tenant fulfils a condition; the rows after the first such one are not read.
  func contains(
    of tenant: Int?, where condition: (SpooledRow) throws(RollcallError) -> Bool
  ) throws(RollcallError) -> Bool {
    guard let segment = segment(of: tenant) else { return false }
    var offset = segment.start
    while offset < segment.end {
      let row = try reader.row(at: offset)
      let size = row.size
      if try condition(row) { return true }
      offset += size
    }
    return false
  }
}

/// A row from a spool, valid until the next one is read.
struct SpooledRow: RowTexts {
  /// Where the row begins in its spool.
  let offset: Int
  fileprivate let bytes: UnsafeRawBufferPointer
  fileprivate let width: Int
  fileprivate var size: Int { bytes.count }

  /// The size of the row, its tag, and where each of its texts ends.
  fileprivate static func headBytes(_ width: Int) -> Int { tagEnd + 4 * width }

  fileprivate static let tagEnd = 12
  /// Marks the end of a text that is NULL.
  private static let null: UInt32 = 1 << 31

  /// Writes a row: its head, and the texts. The room is as large as they are.
  fileprivate static func write(
    _ row: some RowTexts, _ isKept: [Bool], _ tag: UInt64, into room: UnsafeMutableRawBufferPointer
  ) {
    precondition(room.count < null, "the texts of a row are bounded")
    room.storeBytes(of: UInt32(room.count), as: UInt32.self)
    room.storeBytes(of: tag, toByteOffset: 4, as: UInt64.self)
    var end = headBytes(isKept.count)
    for index in isKept.indices {
      var mark = null
      if isKept[index], let text = row[index] {
        UnsafeMutableRawBufferPointer(rebasing: room[end..<end + text.count]).copyMemory(from: text)
        end += text.count
        mark = 0
      }
      room.storeBytes(of: UInt32(end) | mark, toByteOffset: tagEnd + 4 * index, as: UInt32.self)
    }
  }

  /// What its writer noted.
  var tag: UInt64 { bytes.loadUnaligned(fromByteOffset: 4, as: UInt64.self) }

  /// A text; `nil` for NULL.
  subscript(index: Int) -> UnsafeRawBufferPointer? {
    let end = end(of: index)
    guard end & Self.null == 0 else { return nil }
    let start = index == 0 ? Self.headBytes(width) : Int(self.end(of: index - 1) & ~Self.null)
    return UnsafeRawBufferPointer(rebasing: bytes[start..<Int(end)])
  }

  private func end(of index: Int) -> UInt32 {
    bytes.loadUnaligned(fromByteOffset: Self.tagEnd + 4 * index, as: UInt32.self)
  }
}

/// A reader of a spool, from any place on.
final class RowSpoolReader {
  private let file: SpoolFile
  private let width: Int
  private var window: UnsafeMutableRawBufferPointer
  /// What the window holds.
  private var held = 0..<0

  fileprivate init(_ file: SpoolFile, width: Int, windowBytes: Int) {
    self.file = file
    self.width = width
    window = .allocate(byteCount: windowBytes, alignment: 8)
  }

  deinit { window.deallocate() }

  /// The row that begins at an offset.
  func row(at offset: Int) throws(RollcallError) -> SpooledRow {
    let head = try bytes(at: offset, count: SpooledRow.tagEnd)
    let size = Int(head.loadUnaligned(as: UInt32.self))
    return SpooledRow(offset: offset, bytes: try bytes(at: offset, count: size), width: width)
  }

  private func bytes(at offset: Int, count: Int) throws(RollcallError) -> UnsafeRawBufferPointer {
    if offset < held.lowerBound || offset + count > held.upperBound {
      if count > window.count {
        window.deallocate()
        window = .allocate(byteCount: 2 * count, alignment: 8)
      }
      held = offset..<offset + (try file.read(at: offset, into: window))
    }
    let start = offset - held.lowerBound
    return UnsafeRawBufferPointer(rebasing: window[start..<start + count])
  }
}
