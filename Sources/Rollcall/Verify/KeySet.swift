/// The keys of a table as hashes of 64 bits: eight bytes for each, however long it is.
///
/// The hashes are SipHash with a random seed, so nobody can prepare two keys with the same one. Two that have it by
/// chance (one chance in 400,000 among ten million) are told apart by `DuplicateSearch`.
struct KeySet {
  private var hashes: [UInt64] = []
  /// Where the hashes begin whose first bits are 0, 1, 2, …; and the end.
  private var starts: [Int] = []
  private var shift: UInt64 = 63

  /// Makes room for as many keys as a table is said to have, within reason: it need not be true.
  mutating func reserve(_ count: Int) { hashes.reserveCapacity(min(max(0, count), 1 << 24)) }

  mutating func insert(_ hash: UInt64) { hashes.append(hash) }

  /// Says that all keys are there.
  ///
  /// - Returns: the hashes that are there more than once, the first of them, and how many there are.
  mutating func seal(limit: Int) -> (first: Set<UInt64>, count: Int) {
    hashes.sort()
    // About eight hashes behind each start, which is one line of the processor's cache.
    let bits = max(1, Int.bitWidth - (hashes.count / 8).leadingZeroBitCount)
    shift = UInt64(64 - bits)
    starts = Array(repeating: 0, count: (1 << bits) + 1)
    var doubles: Set<UInt64> = []
    var count = 0
    for (index, hash) in hashes.enumerated() {
      starts[Int(hash >> shift) + 1] = index + 1
      guard index > 0, hashes[index - 1] == hash else { continue }
      count += 1
      if doubles.count < limit { doubles.insert(hash) }
    }
    for index in starts.indices.dropFirst() where starts[index] == 0 { starts[index] = starts[index - 1] }
    return (doubles, count)
  }

  /// Whether a key with that hash is there, once the set is sealed.
  func contains(_ hash: UInt64) -> Bool {
    let bucket = Int(hash >> shift)
    var index = starts[bucket]
    let end = starts[bucket + 1]
    while index < end {
      if hashes[index] == hash { return true }
      index += 1
    }
    return false
  }
}

/// The keys of the tables that were read whole.
final class KnownKeys {
  var sets: [Table: KeySet] = [:]
}
