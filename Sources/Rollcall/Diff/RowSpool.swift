/// Rows of texts that wait to be read again, with the places where those of each tenant are.
///
/// The rows of a tenant are appended one after the other.
final class RowSpool {
  /// The rows of a tenant.
  struct Segment {
    let start: Int
    fileprivate(set) var end: Int
    /// The number of rows before them.
    let firstRow: Int
  }

  /// The number of texts in a row.
  let width: Int
  /// The number of rows so far.
  private(set) var count = 0
  /// Where the next row begins.
  var end: Int { file.count }

  private let file = SpoolFile()
  private var segments: [Int: Segment] = [:]
  private lazy var reader = makeReader()

  /// The size of the row, and its tag.
  fileprivate static let headBytes = 12

  init(width: Int) { self.width = width }

  /// Appends a row of a tenant, with a tag for the reader.
  ///
  /// - Returns: where the row begins.
  @discardableResult
  func append(_ fields: [UnsafeRawBufferPointer?], tag: UInt64 = 0, of tenant: Int) throws(RollcallError) -> Int {
    let size = fields.reduce(Self.headBytes + 4 * width) { $0 + ($1?.count ?? 0) }
    var record: [UInt8] = []
    record.reserveCapacity(size)
    withUnsafeBytes(of: UInt32(size)) { record.append(contentsOf: $0) }
    withUnsafeBytes(of: tag) { record.append(contentsOf: $0) }
    for field in fields {
      withUnsafeBytes(of: field.map { UInt32($0.count) } ?? .max) { record.append(contentsOf: $0) }
    }
    for field in fields { if let field { record.append(contentsOf: field) } }
    let start = end
    try record.span.withUnsafeBytes { (bytes) throws(RollcallError) in try file.append(bytes) }
    segments[tenant, default: Segment(start: start, end: start, firstRow: count)].end = end
    count += 1
    return start
  }

  /// The rows of a tenant; `nil` if it has none.
  func segment(of tenant: Int?) -> Segment? { tenant.flatMap { segments[$0] } }

  /// All rows.
  var all: Segment { Segment(start: 0, end: end, firstRow: 0) }

  /// The tenants that have rows, with their rows.
  var tenants: [(tenant: Int, segment: Segment)] {
    segments.map { ($0.key, $0.value) }.sorted { $0.segment.start < $1.segment.start }
  }

  /// A reader of the rows from any place on.
  func makeReader(windowBytes: Int = 64 * 1024) -> RowSpoolReader {
    RowSpoolReader(file, width: width, windowBytes: windowBytes)
  }

  /// Lends the rows of a segment, in order, with their numbers.
  func forEach(
    in segment: Segment?, _ body: (SpooledRow, Int) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    guard let segment else { return }
    var offset = segment.start
    var number = segment.firstRow
    while offset < segment.end {
      let row = try reader.row(at: offset)
      let size = row.size
      try body(row, number)
      offset += size
      number += 1
    }
  }
}

/// A row from a spool, valid until the next one is read.
struct SpooledRow {
  /// What its writer noted.
  let tag: UInt64
  fileprivate let bytes: UnsafeRawBufferPointer
  fileprivate let width: Int
  fileprivate var size: Int { bytes.count }

  /// A text; `nil` for NULL.
  subscript(index: Int) -> UnsafeRawBufferPointer? {
    var start = RowSpool.headBytes + 4 * width
    for earlier in 0..<index where size(earlier) != .max { start += Int(size(earlier)) }
    let size = size(index)
    return size == .max ? nil : UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(size)])
  }

  private func size(_ index: Int) -> UInt32 {
    bytes.loadUnaligned(fromByteOffset: RowSpool.headBytes + 4 * index, as: UInt32.self)
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
    let head = try bytes(at: offset, count: RowSpool.headBytes)
    let size = Int(head.loadUnaligned(as: UInt32.self))
    let tag = head.loadUnaligned(fromByteOffset: 4, as: UInt64.self)
    return SpooledRow(tag: tag, bytes: try bytes(at: offset, count: size), width: width)
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
