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
  private let hashes: UnsafeMutablePointer<UInt64>
  private let values: UnsafeMutablePointer<UInt64>?

  /// - Parameter limit: the number of hashes for which there is room.
  /// - Throws: `RollcallError` with the code `inputOutput` if there is no memory.
  init(limit: Int, hasValues: Bool = false) throws(RollcallError) {
    self.limit = limit
    capacity = limit + limit / 3 + 8
    guard let hashes = Self.allocate(capacity) else { throw Self.noMemory(for: limit) }
    self.hashes = hashes
    values = hasValues ? Self.allocate(capacity) : nil
    guard !hasValues || values != nil else {
      // The initializer ends before there is an object to end.
      free(hashes)
      throw Self.noMemory(for: limit)
    }
  }

  deinit {
    free(hashes)
    free(values)
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<UInt64>? {
    calloc(count, MemoryLayout<UInt64>.stride)?.bindMemory(to: UInt64.self, capacity: count)
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
    while hashes[place] != hash {
      if hashes[place] == 0 {
        // Places stay free, so that every search ends.
        precondition(!isFull, "there is room for the hash")
        hashes[place] = hash
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
    while hashes[place] != hash {
      if hashes[place] == 0 { return nil }
      place = place + 1 == capacity ? 0 : place + 1
    }
    return place
  }

  /// The value beside the hash at a place; 0 at first.
  subscript(place: Int) -> UInt64 {
    get { values.unsafelyUnwrapped[place] }
    set { values.unsafelyUnwrapped[place] = newValue }
  }
}

/// A mark for each of a fixed number of things, one bit each, none of which is set at first.
final class Marks {
  /// The number of marks that are set.
  private(set) var count = 0
  private let words: UnsafeMutableBufferPointer<UInt64>

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
