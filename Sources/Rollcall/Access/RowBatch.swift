import Glibc

/// The place of a value in its batch's bytes; eight bytes in memory, however long the value.
package struct Cell: Sendable, Equatable {
  private let start: UInt32
  package let count: UInt32

  /// The missing value.
  package static let null = Cell(start: .max, count: 0)
  /// The empty value.
  package static let empty = Cell(start: 0, count: 0)

  init(start: UInt32, count: UInt32) {
    self.start = start
    self.count = count
  }

  init(_ range: Range<Int>) {
    self.init(start: UInt32(range.lowerBound), count: UInt32(range.count))
  }

  package var isNull: Bool { start == .max }
  package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }

  /// The bytes of a value that is not null, in the bytes of its batch.
  @inline(__always)
  func value(in bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes.baseAddress.map { $0 + Int(start) }, count: Int(count))
  }
}

/// Rows that were decoded from one page or a part of it: the content of a channel.
///
/// All values of a batch lie unescaped in one buffer, and the rows are ranges into it: a value that several rows or
/// columns share is stored once, and no row costs an allocation. Text is UTF-8, booleans are `true` and `false`, JSON
/// is its text. The leading columns (`snapshot_at` and those of the tenant) are the same for all rows of a batch and
/// not in the cells.
package struct RowBatch: Sendable {
  package let tenant: Tenant
  package private(set) var bytes: [UInt8] = []
  private var cells: [[Cell]]
  /// Operators among the rows who may already be in the table, by the marks of their keys; see `TwinFilter`.
  package var suspects: [UInt64] = []

  /// - Parameter capacity: the number of bytes to reserve.
  package init(tenant: Tenant, capacity: Int = 0) {
    self.tenant = tenant
    self.cells = Array(repeating: [], count: Table.allCases.count)
    bytes.reserveCapacity(capacity)
  }

  package func rowCount(of table: Table) -> Int { cells[table.index].count / table.width }

  /// The cells of the table, row by row, in column order.
  package func cells(of table: Table) -> [Cell] { cells[table.index] }

  /// Adds rows: cells of this batch in column order.
  package mutating func append(_ rows: some Collection<Cell>, to table: Table) {
    precondition(rows.count.isMultiple(of: table.width), "rows are whole")
    cells[table.index].append(contentsOf: rows)
  }

  /// Makes these rows the first ones of a table, without a copy.
  package mutating func begin(_ table: Table, with rows: [Cell]) {
    precondition(cells[table.index].isEmpty && rows.count.isMultiple(of: table.width), "rows are whole, and the first")
    cells[table.index] = rows
  }

  /// Removes a row, by its place among the table's rows.
  package mutating func removeRow(_ index: Int, of table: Table) {
    let start = index * table.width
    cells[table.index].removeSubrange(start..<start + table.width)
  }

  /// Adds a value to the batch.
  package mutating func add(_ value: UnsafeBufferPointer<UInt8>) -> Cell {
    let start = bytes.count
    bytes.append(contentsOf: value)
    return Cell(start..<bytes.count)
  }

  package mutating func add(_ value: StaticString) -> Cell {
    add(UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
  }

  package mutating func add(_ value: some StringProtocol) -> Cell {
    let start = bytes.count
    bytes.append(contentsOf: value.utf8)
    return Cell(start..<bytes.count)
  }

  /// Adds a value that joins three values of the batch.
  package mutating func add(joining first: Cell, _ second: Cell, _ third: Cell) -> Cell {
    let start = bytes.count
    let count = Int(first.count) + Int(second.count) + Int(third.count)
    // The stack holds the joined value, because appending a slice of the buffer would copy all of it.
    withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { joined in
      bytes.withUnsafeBytes { bytes in
        joined.copyBytes(from: bytes[first.range])
        joined[Int(first.count)...].copyBytes(from: bytes[second.range])
        joined[Int(first.count + second.count)...].copyBytes(from: bytes[third.range])
      }
      bytes.append(contentsOf: joined)
    }
    return Cell(start..<start + count)
  }

  /// Adds the values that `body` writes: at most `limit` bytes.
  @inline(__always)
  mutating func add<Result>(atMost limit: Int, _ body: (inout CellWriter) -> Result) -> Result {
    let used = bytes.count
    var result: Result?
    bytes.append(addingCapacity: limit + CellWriter.step) { output in
      output.withUnsafeMutableBufferPointer { room, count in
        guard let start = room.baseAddress else { return }
        var writer = CellWriter(start - used, used: used, room: limit)
        result = body(&writer)
        count = writer.count - used
      }
    }
    return result!
  }

  /// Whether a value is these bytes.
  func holds(_ text: UnsafeBufferPointer<UInt8>, at cell: Cell) -> Bool {
    guard !cell.isNull, Int(cell.count) == text.count else { return false }
    guard let start = text.baseAddress else { return true }
    return bytes.withUnsafeBytes { memcmp($0.baseAddress! + cell.range.lowerBound, start, text.count) == 0 }
  }
}

extension Table {
  /// The table's place in arrays with one item for each table.
  package var index: Int {
    switch self {
    case .operators: 0
    case .resources: 1
    case .entitlements: 2
    case .grants: 3
    }
  }

  /// The number of cells in a row.
  package var width: Int {
    switch self {
    case .operators: 14
    case .resources: 6
    case .entitlements: 7
    case .grants: 7
    }
  }
}
