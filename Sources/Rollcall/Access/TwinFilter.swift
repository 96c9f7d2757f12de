/// A filter for elements that occur twice in a list of any length, in memory of a fixed size.
///
/// For the first elements the answer is certain. Among later ones the filter only suspects some, by a Bloom filter
/// whose bits lie in one line of the processor's cache. An element that is not suspected is new.
struct TwinFilter: Sendable {
  /// The default number of elements for which the answer is certain.
  static let exactCount = 1 << 16
  /// The size of the filter for later elements: a million people give one false suspicion, and ten million a hundredth.
  private static let filterWords = 1 << 20
  private static let bitsPerKey = 7

  /// The number of elements for which the answer is certain.
  private let exactCount: Int
  /// The hashes of the first elements, by their first bits; 0 marks a free place.
  private var hashes = [UInt64](repeating: 0, count: 64)
  private var count = 0
  private var filter: [UInt64] = []
  /// What `touch` saw: without a use, it would not look.
  private var touched: UInt64 = 0

  /// - Parameter exactCount: the number of elements for which the answer is certain.
  init(exactCount: Int = TwinFilter.exactCount) { self.exactCount = exactCount }

  /// The filter's answer about an element.
  enum Answer {
    case new
    case twin
    /// Possibly a twin: only the list itself can tell.
    case suspect
  }

  /// The mark of a key: a hash of 64 bits, never 0, with a seed for each process, so that keys with equal marks cannot
  /// be prepared. It uses folded multiplications, since every operator has one and `Hasher` takes longer.
  static func mark(of key: UnsafeRawBufferPointer, in tenant: UInt64) -> UInt64 {
    var state = tenant ^ UInt64(truncatingIfNeeded: key.count)
    var index = 0
    while index + 8 <= key.count {
      state = fold(state ^ key.loadUnaligned(fromByteOffset: index, as: UInt64.self), seed.0)
      index += 8
    }
    // The 1 before the bytes tells how many there are.
    var rest: UInt64 = 1
    while index < key.count {
      rest = rest << 8 | UInt64(key[index])
      index += 1
    }
    return fold(fold(state ^ rest, seed.0), seed.1) | 1
  }

  /// The beginning of the marks of a tenant's keys.
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

  /// The number of marks that are best touched at a time.
  static let touchedAtOnce = 32

  /// Looks at the places of some marks, so that the insertions that follow find them near the processor: it waits for
  /// all of them at once, and not for one after the other.
  mutating func touch(_ marks: some Sequence<UInt64>) {
    var sum: UInt64 = 0
    for mark in marks {
      sum &+= hashes[slot(of: mark)]
      if !filter.isEmpty { sum &+= filter[Self.firstWord(of: mark)] }
    }
    touched = sum
  }

  /// Adds the mark of the next element.
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
    let first = Self.firstWord(of: mark)
    var bits = mark &* 0x9e37_79b9_7f4a_7c15
    var isSuspect = true
    for _ in 0..<Self.bitsPerKey {
      let bit = Int(truncatingIfNeeded: bits >> 55)
      bits <<= 9
      let (word, mask) = (first + bit / 64, UInt64(1) << UInt64(bit % 64))
      if filter[word] & mask == 0 { isSuspect = false }
      filter[word] |= mask
    }
    return isSuspect ? .suspect : .new
  }

  /// The first of the eight words in a mark's line of the filter.
  private static func firstWord(of mark: UInt64) -> Int {
    8 * Int(truncatingIfNeeded: mark >> UInt64(64 - (filterWords / 8).trailingZeroBitCount))
  }
}
