/// The keys of a table as hashes of 64 bits: eight bytes for each, however long it is.
///
/// The hashes are SipHash with a random seed, so nobody can prepare two keys with the same one. Two that have it by
/// chance (one chance in 400,000 among ten million) are told apart by `DuplicateSearch`.
struct KeySet {
  private var hashes: [UInt64] = []
  /// Where the hashes begin whose first bits are 0, 1, 2, …; and the end.
  private var starts: [Int] = []
  /// How many those first bits are.
  private var bits: UInt64 = 1

  /// Makes room for as many keys as a table is said to have, within reason: it need not be true.
  mutating func reserve(_ count: Int) { hashes.reserveCapacity(min(max(0, count), 1 << 24)) }

  mutating func insert(_ hash: UInt64) { hashes.append(hash) }

  /// Says that all keys are there.
  ///
  /// - Returns: the first hashes that are there more than once, and how often any beyond those is there once more.
  mutating func seal(limit: Int) -> (first: Set<UInt64>, rest: Int) {
    hashes.sort()
    // About thirty-two hashes behind each start, so that the starts stay in the processor's cache.
    bits = max(1, UInt64(Int.bitWidth - (hashes.count / 32).leadingZeroBitCount))
    starts = Array(repeating: 0, count: (1 << Int(bits)) + 1)
    var doubles: Set<UInt64> = []
    var rest = 0
    for (index, hash) in hashes.enumerated() {
      starts[Int(hash >> (64 - bits)) + 1] = index + 1
      guard index > 0, hashes[index - 1] == hash else { continue }
      if doubles.contains(hash) { continue }
      if doubles.count < limit { doubles.insert(hash) } else { rest += 1 }
    }
    for index in starts.indices.dropFirst() where starts[index] == 0 { starts[index] = starts[index - 1] }
    return (doubles, rest)
  }

  /// Whether a key with that hash is there, once the set is sealed.
  func contains(_ hash: UInt64) -> Bool {
    let bucket = Int(hash >> (64 - bits))
    let (start, end) = (starts[bucket], starts[bucket + 1])
    // Hashes are spread evenly, so the bits behind the first ones say about where to look: mostly one line of memory.
    var index = start + Int(((hash << bits) >> 32) &* UInt64(end - start) >> 32)
    while index > start, hashes[index - 1] >= hash { index -= 1 }
    while index < end, hashes[index] < hash { index += 1 }
    return index < end && hashes[index] == hash
  }
}

/// The keys of the tables that were read whole.
final class KnownKeys {
  var sets: [Table: KeySet] = [:]
  /// What the operators say, if all of them were read.
  var holders: Holders?
}
