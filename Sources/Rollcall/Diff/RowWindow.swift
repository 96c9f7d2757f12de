/// The last rows of a table for which no row of the other snapshot was the same yet: some thousands at most. Older ones go
/// to a spool.
struct RowWindow {
  /// The rows that no row of the other snapshot came near to be the same as.
  let spool: RowSpool

  private var slots: [Slot] = []
  /// The places of the rows by their digests.
  private var numbers: [UInt64: Int] = [:]
  /// The numbers of the rows that are held; a row's slot is the rest of its number.
  private var held = 0..<0

  private static let limit = 4096
  /// The largest room for a row that is kept for the next one.
  private static let keptBytes = 4096

  private struct Slot {
    var record: [UInt8] = []
    var digest: UInt64 = 0
    var tenant = 0
    var isMatched = false
  }

  init(_ spool: RowSpool) { self.spool = spool }

  /// Takes a row.
  ///
  /// - Parameters:
  ///   - key: the hash of its key, which becomes its tag.
  ///   - digest: the hash of everything that is compared, with the key.
  mutating func append(
    _ fields: [UnsafeRawBufferPointer?], key: UInt64, digest: UInt64, of tenant: Int
  ) throws(RollcallError) {
    if held.count == Self.limit { try removeFirst() }
    let place = held.upperBound % Self.limit
    if place == slots.count { slots.append(Slot()) }
    SpooledRow.encode(fields, key, into: &slots[place].record)
    slots[place].digest = digest
    slots[place].tenant = tenant
    slots[place].isMatched = false
    numbers[digest] = held.upperBound
    held = held.lowerBound..<held.upperBound + 1
  }

  /// Takes out a row that is the same as one of the other snapshot.
  ///
  /// - Returns: whether there is one.
  mutating func match(_ digest: UInt64) throws(RollcallError) -> Bool {
    guard !numbers.isEmpty, let number = numbers.removeValue(forKey: digest) else { return false }
    slots[number % Self.limit].isMatched = true
    while !held.isEmpty, slots[held.lowerBound % Self.limit].isMatched { try removeFirst() }
    return true
  }

  private mutating func removeFirst() throws(RollcallError) {
    let place = held.lowerBound % Self.limit
    if !slots[place].isMatched {
      try spool.append(slots[place].record, of: slots[place].tenant)
      if numbers[slots[place].digest] == held.lowerBound { numbers[slots[place].digest] = nil }
    }
    if slots[place].record.capacity > Self.keptBytes {
      slots[place].record = []
    } else {
      slots[place].record.removeAll(keepingCapacity: true)
    }
    held = held.lowerBound + 1..<held.upperBound
  }

  /// Ends the table.
  mutating func finish() throws(RollcallError) {
    while !held.isEmpty { try removeFirst() }
  }
}
