/// What a fuzzer made up, read from its front: a few bytes that choose what is done, then what it is done to.
struct FuzzInput {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isEmpty: Bool { rest.isEmpty }

  /// The next byte; 0 behind the end.
  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// A number from 0 on and below `count`; the letter `a` stands for 0, so that inputs can be written by hand.
  mutating func choice(of count: Int) -> Int { Int(byte() &- UInt8(ascii: "a")) % count }

  /// A number of two bytes.
  mutating func word() -> Int { Int(byte()) << 8 | Int(byte()) }

  /// The next bytes, fewer than `count` at the end.
  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// All that is left.
  mutating func remainder() -> [UInt8] { bytes(rest.count) }

  /// A text with a few stretches replaced: each is a place, how much goes, and what comes.
  mutating func edited(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for _ in 0..<4 where !isEmpty {
      let start = word() % (text.count + 1)
      let end = min(start + Int(byte()), text.count)
      text.replaceSubrange(start..<end, with: bytes(Int(byte())))
    }
    return text
  }
}

extension [UInt8] {
  /// Three ways in which the bytes may arrive: at once, one by one, and in pieces of any size, empty ones among them.
  ///
  /// - Parameter few: how many come instead of one by one, where each arrival costs much.
  func arrivals(seed: Int, few: Int = 1) -> [[[UInt8]]] {
    let small = stride(from: 0, to: count, by: few).map { Array(self[$0..<Swift.min($0 + few, count)]) }
    return [[self], small, pieces(seed: seed)]
  }

  private func pieces(seed: Int) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = self[...]
    var state = UInt64(truncatingIfNeeded: seed)
    while !rest.isEmpty {
      // Knuth's MMIX; its upper bits are the random ones.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let piece = rest.prefix(Int(state >> 33) % (1 + seed % 200))
      pieces.append(Array(piece.isEmpty && seed % 200 == 0 ? rest.prefix(64) : piece))
      rest = rest.dropFirst(pieces[pieces.count - 1].count)
    }
    return pieces
  }

  var text: String { String(decoding: self, as: UTF8.self) }
}
