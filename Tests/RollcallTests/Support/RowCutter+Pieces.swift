@testable import Rollcall

extension RowCutter {
  /// Takes the next piece, and hands on the rows that are whole by now.
  mutating func append(_ piece: some Collection<UInt8>, _ body: (Row) -> Void) throws(RowDamage) {
    room(for: piece.count).copyBytes(from: piece)
    append(piece.count)
    while let row = try next() { body(row) }
  }

  /// Says that no more pieces come, and hands on the last rows.
  mutating func finish(_ body: (Row) -> Void) throws(RowDamage) {
    finish()
    while let row = try next() { body(row) }
  }
}
