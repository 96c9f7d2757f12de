/// Entries of one size that wait to be read again, in order.
final class EntrySpool<Entry: BitwiseCopyable> {
  /// The number of entries so far.
  private(set) var count = 0

  private let file = SpoolFile()
  private let entriesAtOnce = 2048

  /// Appends an entry.
  ///
  /// - Throws: `RollcallError` if there is no place for it.
  func append(_ entry: Entry) throws(RollcallError) {
    try file.append(count: MemoryLayout<Entry>.stride) { $0.storeBytes(of: entry, as: Entry.self) }
    count += 1
  }

  /// Lends entries, some at a time.
  ///
  /// - Parameter range: those by their numbers, all if it is `nil`.
  private func forEachPart(
    in range: Range<Int>? = nil, _ body: (UnsafeMutableBufferPointer<Entry>) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    let range = range ?? 0..<count
    let room = UnsafeMutableBufferPointer<Entry>.allocate(capacity: min(range.count, entriesAtOnce))
    defer { room.deallocate() }
    var start = range.lowerBound
    while start < range.upperBound {
      let part = UnsafeMutableBufferPointer(rebasing: room[..<min(room.count, range.upperBound - start)])
      let bytes = UnsafeMutableRawBufferPointer(part)
      let read = try file.read(at: start * MemoryLayout<Entry>.stride, into: bytes)
      precondition(read == bytes.count, "entries that were appended are there")
      try body(part)
      start += part.count
    }
  }

  /// Lends all entries, one by one, and before that announces them, some at a time, for searches to begin.
  func forEach(
    announcing announce: (Slice<UnsafeMutableBufferPointer<Entry>>) -> Void,
    _ body: (Entry) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    try forEachPart { (part) throws(RollcallError) in
      for (index, entry) in part.enumerated() {
        if index.isMultiple(of: KeyTable.touchedAtOnce) { announce(part[index...].prefix(KeyTable.touchedAtOnce)) }
        try body(entry)
      }
    }
  }

  /// Lends entries, one by one.
  ///
  /// - Parameter range: those by their numbers, all if it is `nil`.
  func forEach(in range: Range<Int>? = nil, _ body: (Entry) throws(RollcallError) -> Void) throws(RollcallError) {
    try forEachPart(in: range) { (part) throws(RollcallError) in for entry in part { try body(entry) } }
  }
}
