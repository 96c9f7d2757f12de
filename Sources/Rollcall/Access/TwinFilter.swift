/// Finds who was there before in a list of any length, in memory of a fixed size.
///
/// Among the first ones it is sure. Of those who follow it only suspects some, by a Bloom filter whose bits lie in one
/// line of the processor's cache; whoever it does not suspect is new.
struct TwinFilter: Sendable {
  /// How many it is sure of unless something else is asked for.
  static let exactCount = 1 << 16
  /// How large the filter is, once there are more: a million people give one false suspicion, and ten million a hundredth.
  private static let filterWords = 1 << 20
  private static let bitsPerKey = 7

  /// How many it is sure of.
  private let exactCount: Int
  /// The hashes of the first ones, by their first bits; 0 where there is none.
  private var hashes = [UInt64](repeating: 0, count: 64)
  private var count = 0
  private var filter: [UInt64] = []

  /// - Parameter exactCount: how many it is sure of.
  init(exactCount: Int = TwinFilter.exactCount) { self.exactCount = exactCount }

  /// What is known of the next one.
  enum Answer {
    case new
    case twin
    /// Perhaps a twin: only the list itself can tell.
    case suspect
  }

  /// What a key is told apart by: a hash of 64 bits, never 0, of a seed of the process, so that nobody can prepare two
  /// keys with the same one. Folded multiplications, since it is made for every operator and `Hasher` takes longer.
  static func mark(of key: UnsafeRawBufferPointer, in tenant: UInt64) -> UInt64 {
    var state = tenant ^ UInt64(truncatingIfNeeded: key.count)
    var index = 0
    while index + 8 <= key.count {
      state = fold(state ^ key.loadUnaligned(fromByteOffset: index, as: UInt64.self), seed.0)
      index += 8
    }
    var rest: UInt64 = 0
    while index < key.count {
      rest = rest << 8 | UInt64(key[index])
      index += 1
    }
    return fold(fold(state ^ rest, seed.0), seed.1) | 1
  }

  /// What the marks of a tenant's keys begin with.
  static func start(of tenant: Tenant) -> UInt64 {
    [tenant.service, tenant.id]
      .reduce(seed.1) { state, text in
        var text = text
        return text.withUTF8 { mark(of: UnsafeRawBufferPointer($0), in: state) }
      }
  }

  private static let seed = (UInt64.random(in: 0 ... .max) | 1, UInt64.random(in: 0 ... .max) | 1)

  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (high, low) = left.multipliedFullWidth(by: right)
    return high ^ low
  }

  /// Takes the mark of the next one.
  mutating func insert(_ mark: UInt64) -> Answer {
    var place = slot(of: mark)
    while hashes[place] != 0 {
      if hashes[place] == mark { return .twin }
      place = (place + 1) & (hashes.count - 1)
    }
    guard count < exactCount else { return insertIntoFilter(mark) }
    hashes[place] = mark
    count += 1
    if 2 * count > hashes.count { grow() }
    return .new
  }

  private func slot(of mark: UInt64) -> Int {
    Int(truncatingIfNeeded: mark >> UInt64(64 - hashes.count.trailingZeroBitCount))
  }

  private mutating func grow() {
    let old = hashes
    hashes = Array(repeating: 0, count: 2 * old.count)
    for mark in old where mark != 0 {
      var place = slot(of: mark)
      while hashes[place] != 0 { place = (place + 1) & (hashes.count - 1) }
      hashes[place] = mark
    }
  }

  private mutating func insertIntoFilter(_ mark: UInt64) -> Answer {
    if filter.isEmpty { filter = Array(repeating: 0, count: Self.filterWords) }
    // Eight words are a line.
    let line = Int(truncatingIfNeeded: mark >> UInt64(64 - (Self.filterWords / 8).trailingZeroBitCount))
    var bits = mark &* 0x9e37_79b9_7f4a_7c15
    var isSuspect = true
    for _ in 0..<Self.bitsPerKey {
      let bit = Int(truncatingIfNeeded: bits >> 55)
      bits <<= 9
      let (word, mask) = (8 * line + bit / 64, UInt64(1) << UInt64(bit % 64))
      if filter[word] & mask == 0 { isSuspect = false }
      filter[word] |= mask
    }
    return isSuspect ? .suspect : .new
  }
}
