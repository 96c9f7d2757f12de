/// Rows of a schema on their way to a sink, in one format.
///
/// Values are given in the order of the columns, after the leading ones. The rows wait in memory, 64 KiB at most and
/// one row, until ``flush()`` or ``finish()``.
struct RowOutput: ~Copyable {
  private let width: Int
  private let sink: any ByteSink
  private var encoder: any RowEncoder
  private var bytes: [UInt8] = []
  private var cells: [Cell] = []
  private var encoded: [UInt8] = []
  /// The number of rows so far.
  private(set) var count = 0

  /// The values of the first columns, the same in every row until they are changed.
  var leading: [String] {
    willSet { precondition(cells.isEmpty, "rows that wait have other leading values: flush them first") }
  }

  private static let limit = 64 * 1024

  /// - Parameter leading: as many values as every later value of `leading` has.
  init(
    _ schema: Schema, _ format: OutputFormat, options: FormatOptions = FormatOptions(), to sink: any ByteSink,
    leading: [String] = []
  ) {
    width = schema.columns.count - leading.count
    encoder = format.makeRowEncoder(schema, options)
    self.sink = sink
    self.leading = leading
    encoder.encodeHeader(into: &encoded)
  }

  /// Adds a value; `nil` for NULL.
  mutating func add(_ value: UnsafeRawBufferPointer?) {
    guard let value else { return cells.append(.null) }
    let start = bytes.count
    bytes.append(contentsOf: value)
    cells.append(Cell(start..<bytes.count))
  }

  /// Adds a value; `nil` for NULL.
  mutating func add(_ value: String?) {
    guard let value else { return cells.append(.null) }
    let start = bytes.count
    bytes.append(contentsOf: value.utf8)
    cells.append(Cell(start..<bytes.count))
  }

  /// Adds a value.
  mutating func add(_ value: [UInt8]) { value.withUnsafeBytes { add($0) } }

  /// Adds NULL.
  mutating func skip() { cells.append(.null) }

  /// Adds the value of a boolean column; `nil` for NULL.
  mutating func add(_ value: Bool?) { add(value.map { $0 ? "true" : "false" }) }

  /// Ends a row.
  mutating func endRow() throws(RollcallError) {
    precondition(cells.count.isMultiple(of: width), "a row is whole")
    count += 1
    if bytes.count >= Self.limit { try flush() }
  }

  /// Writes the rows that wait.
  mutating func flush() throws(RollcallError) {
    encoder.encode(RowList(leading: leading, bytes: bytes, cells: cells[...]), into: &encoded)
    bytes.removeAll(keepingCapacity: true)
    cells.removeAll(keepingCapacity: true)
    try write()
  }

  /// Writes the rest. The sink is not finished.
  mutating func finish() throws(RollcallError) {
    try flush()
    encoder.encodeEnd(into: &encoded)
    try write()
  }

  private mutating func write() throws(RollcallError) {
    guard !encoded.isEmpty else { return }
    let sink = sink
    try encoded.span.withUnsafeBytes { (bytes) throws(RollcallError) in try sink.write(bytes) }
    encoded.removeAll(keepingCapacity: true)
  }
}
