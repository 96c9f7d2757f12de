/// SplitMix64: the same seed gives the same numbers on every machine and with every compiler.
///
/// The standard library's `random(in:using:)` may change its method between releases, so this type also chooses numbers
/// below a bound.
struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// A separate stream for one purpose, so that one more number for it changes no other value.
  init(seed: UInt64, purpose: String) {
    var mixed = SeededGenerator(seed: seed ^ purpose.utf8.fingerprint)
    state = mixed.next()
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to `bound` - 1. The bias is below one in 2^40 for the small bounds used here.
  @inline(__always)
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True once in `n` times on average.
  @inline(__always)
  mutating func oneIn(_ n: Int) -> Bool {
    below(n) == 0
  }
}

extension Sequence where Element == UInt8 {
  /// FNV-1a over the bytes: it identifies a recipe or a small body (`ETag`), but protects against nothing.
  var fingerprint: UInt64 {
    reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

extension SeededGenerator {
  /// Different elements in an arbitrary order; all of them if there are fewer.
  mutating func pick<Element>(_ count: Int, of elements: [Element]) -> [Element] {
    var left = elements
    let count = min(count, left.count)
    for position in 0..<count { left.swapAt(position, position + below(left.count - position)) }
    return Array(left.prefix(count))
  }
}
