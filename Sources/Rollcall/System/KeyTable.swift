import Glibc

/// Hashes of keys in open addressing, each with a place of its own: 10.7 bytes for each key, twice as much with a value
/// beside each.
///
/// The size is fixed from the start, so that memory never grows by copying.
final class KeyTable {
  /// The number of places; a place is below it.
  let capacity: Int
  /// The number of hashes so far.
  private(set) var count = 0
  /// Whether there is no room for another hash.
  var isFull: Bool { count >= limit }

  private let limit: Int
  /// The words of a place: the hash, and the value beside it, so that one look at memory finds both.
  private let step: Int
  private let words: UnsafeMutableBufferPointer<UInt64>
  /// What `touch` saw: without a use, it would not look.
  private var touched: UInt64 = 0

  /// - Parameters:
  ///   - limit: the number of hashes for which there is room.
  ///   - hasValues: whether there is a value beside each hash.
  /// - Throws: `RollcallError` with the code `inputOutput` if there is no memory.
  init(limit: Int, hasValues: Bool = false) throws(RollcallError) {
    self.limit = limit
    capacity = limit + limit / 3 + 8
    step = hasValues ? 2 : 1
    guard let words = Self.allocate(capacity * step) else { throw Self.noMemory(for: limit) }
    self.words = words
  }

  deinit { munmap(words.baseAddress, words.count * MemoryLayout<UInt64>.stride) }

  /// Memory that is zero. Large pages, where the system has them, save most of the time of a search in a large table.
  private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<UInt64>? {
    let size = count * MemoryLayout<UInt64>.stride
    let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { return nil }
    madvise(memory, size, MADV_HUGEPAGE)
    return UnsafeMutableBufferPointer(start: memory.bindMemory(to: UInt64.self, capacity: count), count: count)
  }

  private static func noMemory(for limit: Int) -> RollcallError {
    RollcallError(
      .inputOutput, "there is no memory for the keys of \(limit.grouped) rows",
      advice: "run it on a machine with more memory")
  }

  /// 0 marks a free place.
  private static func stored(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }

  private func firstPlace(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(capacity)).high)
  }

  /// The place of a hash, which is inserted if it is not there yet.
  func insert(_ hash: UInt64) -> Int {
    let hash = Self.stored(hash)
    var place = firstPlace(of: hash)
    while words[place * step] != hash {
      if words[place * step] == 0 {
        // Places stay free, so that every search ends.
        precondition(!isFull, "there is room for the hash")
        words[place * step] = hash
        count += 1
        break
      }
      place = place + 1 == capacity ? 0 : place + 1
    }
    return place
  }

  /// The place of a hash; `nil` if it is not there.
  func place(of hash: UInt64) -> Int? {
    let hash = Self.stored(hash)
    var place = firstPlace(of: hash)
    while words[place * step] != hash {
      if words[place * step] == 0 { return nil }
      place = place + 1 == capacity ? 0 : place + 1
    }
    return place
  }

  /// The number of hashes that are best touched at a time.
  static let touchedAtOnce = 32

  /// Looks at the places of some hashes, so that the searches that follow find them near the processor: it waits for
  /// all of them at once, and not for one after the other.
  func touch(_ hashes: some Sequence<UInt64>) {
    var sum: UInt64 = 0
    for hash in hashes { sum &+= words[firstPlace(of: Self.stored(hash)) * step] }
    touched = sum
  }

  /// The value beside the hash at a place; 0 at first. The table has values.
  subscript(place: Int) -> UInt64 {
    get { words[place * step + 1] }
    set { words[place * step + 1] = newValue }
  }
}

/// A mark for each of a fixed number of things, one bit each, none of which is set at first.
final class Marks {
  /// The number of marks that are set.
  private(set) var count = 0
  private let words: UnsafeMutableBufferPointer<UInt64>
  /// What `touch` saw: without a use, it would not look.
  private var touched: UInt64 = 0

  init(limit: Int) {
    words = .allocate(capacity: limit / 64 + 1)
    words.initialize(repeating: 0)
  }

  deinit { words.deallocate() }

  /// Sets a mark.
  func insert(_ index: Int) {
    let mask = UInt64(1) << UInt64(index % 64)
    if words[index / 64] & mask == 0 { count += 1 }
    words[index / 64] |= mask
  }

  /// Whether a mark is set.
  func contains(_ index: Int) -> Bool { words[index / 64] & UInt64(1) << UInt64(index % 64) != 0 }
}
