/// The values of a row by their places; `nil` is NULL.
protocol RowTexts {
  subscript(index: Int) -> UnsafeRawBufferPointer? { get }
}

extension Row: RowTexts {}

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
  private var segments: [Int: Segment] = [:]
  private lazy var reader = makeReader()

  init(width: Int) { self.width = width }

  /// Appends a row of a tenant, with a tag for the reader.
  ///
  /// - Returns: where the row begins.
  @discardableResult
  func append(_ fields: [UnsafeRawBufferPointer?], tag: UInt64 = 0, of tenant: Int) throws(RollcallError) -> Int {
    var record: [UInt8] = []
    SpooledRow.encode(fields, tag, into: &record)
    return try append(record, of: tenant)
  }

  /// Appends an encoded row of a tenant.
  ///
  /// - Returns: where the row begins.
  @discardableResult
  func append(_ record: [UInt8], of tenant: Int) throws(RollcallError) -> Int {
    let start = file.count
    try record.span.withUnsafeBytes { (bytes) throws(RollcallError) in try file.append(bytes) }
    segments[tenant, default: Segment(start: start, end: start)].end = file.count
    count += 1
    return start
  }

  /// The rows of a tenant; `nil` if it has none.
  func segment(of tenant: Int?) -> Segment? { tenant.flatMap { segments[$0] } }

  /// The tenants that have rows, in the order of their rows.
  var tenants: [Int] { segments.sorted { $0.value.start < $1.value.start }.map(\.key) }

  /// A reader of the rows from any place on.
  func makeReader(windowBytes: Int = 64 * 1024) -> RowSpoolReader {
    RowSpoolReader(file, width: width, windowBytes: windowBytes)
  }

  /// Lends the rows of a tenant, in order.
  func forEach(of tenant: Int?, _ body: (SpooledRow) throws(RollcallError) -> Void) throws(RollcallError) {
    guard let segment = segment(of: tenant) else { return }
    var offset = segment.start
    while offset < segment.end {
      let row = try reader.row(at: offset)
      let size = row.size
      try body(row)
      offset += size
    }
  }
}

/// A row from a spool, valid until the next one is read.
struct SpooledRow: RowTexts {
  /// Where the row begins in its spool.
  let offset: Int
  fileprivate let bytes: UnsafeRawBufferPointer
  fileprivate let width: Int
  fileprivate var size: Int { bytes.count }

  /// The size of the row, and its tag.
  fileprivate static let headBytes = 12

  /// Appends the bytes of a row.
  static func encode(_ fields: [UnsafeRawBufferPointer?], _ tag: UInt64, into record: inout [UInt8]) {
    let size = fields.reduce(headBytes + 4 * fields.count) { $0 + ($1?.count ?? 0) }
    record.reserveCapacity(size)
    withUnsafeBytes(of: UInt32(size)) { record.append(contentsOf: $0) }
    withUnsafeBytes(of: tag) { record.append(contentsOf: $0) }
    for field in fields {
      withUnsafeBytes(of: field.map { UInt32($0.count) } ?? .max) { record.append(contentsOf: $0) }
    }
    for field in fields { if let field { record.append(contentsOf: field) } }
  }

  /// What its writer noted.
  var tag: UInt64 { bytes.loadUnaligned(fromByteOffset: 4, as: UInt64.self) }

  /// A text; `nil` for NULL.
  subscript(index: Int) -> UnsafeRawBufferPointer? {
    var start = Self.headBytes + 4 * width
    for earlier in 0..<index {
      let size = size(of: earlier)
      if size != .max { start += Int(size) }
    }
    let size = size(of: index)
    return size == .max ? nil : UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(size)])
  }

  private func size(of index: Int) -> UInt32 {
    bytes.loadUnaligned(fromByteOffset: Self.headBytes + 4 * index, as: UInt32.self)
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
    let head = try bytes(at: offset, count: SpooledRow.headBytes)
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
