/// The keys of a table as hashes of 64 bits: eight bytes for each, however long it is.
///
/// The hashes are SipHash with a random seed, so that keys with equal hashes cannot be prepared. Two keys that have the
/// same hash by chance (one chance in 400,000 among ten million) are distinguished by `DuplicateSearch`.
struct KeySet {
  private var hashes: [UInt64] = []
  /// The starts of the hashes whose first bits are 0, 1, 2, …; and the end.
  private var starts: [Int] = []
  /// The number of those first bits.
  private var bits: UInt64 = 1

  /// Makes room for the number of keys that a table should have, within reason: the number may be wrong.
  mutating func reserve(_ count: Int) { hashes.reserveCapacity(min(max(0, count), 1 << 24)) }

  mutating func insert(_ hash: UInt64) { hashes.append(hash) }

  /// Ends the insertions.
  ///
  /// - Returns: the first hashes that occur more than once, and the number of further repetitions.
  mutating func seal(limit: Int) -> (first: Set<UInt64>, rest: Int) {
    sort()
    var doubles: Set<UInt64> = []
    var rest = 0
    for index in hashes.indices.dropFirst() where hashes[index - 1] == hashes[index] {
      if doubles.contains(hashes[index]) { continue }
      if doubles.count < limit { doubles.insert(hashes[index]) } else { rest += 1 }
    }
    return (doubles, rest)
  }

  /// Sorts the hashes in place, first into the buckets of their first bits, which are small because hashes are spread
  /// evenly: a third of the time of a general sort.
  private mutating func sort() {
    // A bucket has about thirty-two hashes, so that the starts fit into the processor's cache.
    bits = max(1, UInt64(Int.bitWidth - (hashes.count / 32).leadingZeroBitCount))
    starts = Array(repeating: 0, count: (1 << Int(bits)) + 1)
    for hash in hashes { starts[bucket(of: hash) + 1] += 1 }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    // Every swap brings a hash to its bucket, whose next free place it takes.
    var free = starts
    for bucket in 0..<starts.count - 1 {
      let end = starts[bucket + 1]
      while free[bucket] < end {
        let place = free[bucket]
        let home = self.bucket(of: hashes[place])
        if home != bucket { hashes.swapAt(place, free[home]) }
        free[home] += 1
      }
      let start = starts[bucket]
      hashes.withUnsafeMutableBufferPointer { $0[start..<end].sort() }
    }
  }

  private func bucket(of hash: UInt64) -> Int { Int(hash >> (64 - bits)) }

  /// Whether a key with that hash is in the sealed set.
  func contains(_ hash: UInt64) -> Bool {
    let bucket = bucket(of: hash)
    let (start, end) = (starts[bucket], starts[bucket + 1])
    // Hashes are spread evenly, so the bits after the first ones give the approximate place: usually one line of
    // memory.
    var index = start + Int(((hash << bits) >> 32) &* UInt64(end - start) >> 32)
    while index > start, hashes[index - 1] >= hash { index -= 1 }
    while index < end, hashes[index] < hash { index += 1 }
    return index < end && hashes[index] == hash
  }
}

/// The keys of the tables that were read completely.
final class KnownKeys {
  var sets: [Table: KeySet] = [:]
  /// The operators' statements, if all of them were read.
  var holders: Holders?
}
