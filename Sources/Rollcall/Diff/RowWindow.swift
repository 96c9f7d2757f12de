/// The last rows of a table for which no row of the other snapshot was the same yet: some thousands at most. Older ones
/// belong to the rest.
struct RowWindow {
  /// The rows that no row of the other snapshot came near to be the same as.
  let rest: RestRows

  private var slots: [(entry: RestRows.Entry, isMatched: Bool)] = []
  /// The numbers of the rows, each at the place that its digest says. A row that takes the place of another one costs
  /// only time: the other one is compared with the rest.
  private var numbers = [Int](repeating: -1, count: places)
  /// The numbers of the rows that are held; a row's slot is the rest of its number.
  private var held = 0..<0

  private static let limit = 4096
  private static let places = 4 * limit

  init(_ rest: RestRows) { self.rest = rest }

  private static func place(of digest: UInt64) -> Int { Int(truncatingIfNeeded: digest % UInt64(places)) }

  /// Takes a row.
  mutating func append(_ entry: RestRows.Entry) throws(RollcallError) {
    if held.count == Self.limit { try removeFirst() }
    let slot = held.upperBound % Self.limit
    if slot == slots.count { slots.append((entry, false)) } else { slots[slot] = (entry, false) }
    numbers[Self.place(of: entry.digest)] = held.upperBound
    held = held.lowerBound..<held.upperBound + 1
  }

  /// Takes out a row that is the same as one of the other snapshot.
  ///
  /// - Returns: whether there is one.
  mutating func match(_ digest: UInt64) throws(RollcallError) -> Bool {
    let number = numbers[Self.place(of: digest)]
    guard held.contains(number) else { return false }
    let slot = number % Self.limit
    guard slots[slot].entry.digest == digest, !slots[slot].isMatched else { return false }
    slots[slot].isMatched = true
    while !held.isEmpty, slots[held.lowerBound % Self.limit].isMatched { try removeFirst() }
    return true
  }

  private mutating func removeFirst() throws(RollcallError) {
    let slot = slots[held.lowerBound % Self.limit]
    if !slot.isMatched { try rest.entries.append(slot.entry) }
    held = held.lowerBound + 1..<held.upperBound
  }

  /// Ends the table.
  mutating func finish() throws(RollcallError) {
    while !held.isEmpty { try removeFirst() }
  }
}
