import CByteMasks

/// A scanner that runs through the text of a list and finds the places between its elements.
///
/// The scanner counts brackets and braces outside of strings; it does not check that the text is JSON. Most of the text
/// passes in blocks of 64 bytes, because every response goes through here first.
struct ListScanner: Sendable {
  /// The state at the next byte: the depth inside an element, in a string, after a backslash.
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// Moves to a comma between two elements, the list's end, or a brace that closes nothing.
  ///
  /// - Parameters:
  ///   - index: the start; then the index after the byte that was found, or the end of `bytes`.
  ///   - firstComma: commas before it are ignored.
  mutating func nextCut(
    in bytes: UnsafeBufferPointer<UInt8>, from index: inout Int, commasFrom firstComma: Int
  ) -> (index: Int, byte: UInt8)? {
    while index < bytes.count {
      // In these blocks, no comma counts.
      pass(bytes, &index, upTo: min(firstComma, bytes.count))
      let end = min(index + Self.blockSize, bytes.count)
      if let byte = step(bytes, &index, upTo: end, commasFrom: firstComma) { return (index - 1, byte) }
    }
    return nil
  }

  private static let blockSize = 64

  /// Passes blocks in which commas are ignored, up to one in which the list might end or something is wrong.
  private mutating func pass(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, upTo limit: Int) {
    guard let start = bytes.baseAddress else { return }
    // The state is local, because it is read and written for each block.
    var (place, depth, wasInString, wasEscaped) = (index, depth, isInString, isEscaped)
    defer { (index, self.depth, isInString, isEscaped) = (place, depth, wasInString, wasEscaped) }
    while place + Self.blockSize <= limit {
      let masks = cbytemasks_of_json(start + place)
      var (escaped, isNextEscaped) = (UInt64(0), false)
      if wasEscaped || masks.backslashes != 0 {
        (escaped, isNextEscaped) = Self.escaped(masks.backslashes, isFirst: wasEscaped)
      }
      let quotes = masks.quotes & ~escaped
      // Bit n is the parity of the quotes up to n: whether a string is open there.
      var strings = quotes
      strings ^= strings << 1
      strings ^= strings << 2
      strings ^= strings << 4
      strings ^= strings << 8
      strings ^= strings << 16
      strings ^= strings << 32
      if wasInString { strings = ~strings }

      // A backslash outside of a string is wrong and escapes nothing.
      guard masks.backslashes & ~strings == 0 else { return }
      let closings = Self.count(masks.closings & ~strings)
      guard closings <= depth else { return }
      depth += Self.count(masks.openings & ~strings) &- closings
      wasInString = strings >> 63 == 1
      wasEscaped = isNextEscaped
      place += Self.blockSize
    }
  }

  /// The number of bits that are set. Few are, and not every processor can count them.
  private static func count(_ bits: UInt64) -> Int {
    var (bits, count) = (bits, 0)
    while bits != 0 {
      bits &= bits - 1
      count &+= 1
    }
    return count
  }

  /// The bytes of a block after an effective backslash, and whether the next block's first byte is one.
  private static func escaped(_ backslashes: UInt64, isFirst: Bool) -> (UInt64, Bool) {
    var escaped: UInt64 = isFirst ? 1 : 0
    var rest = backslashes & ~escaped
    while rest != 0 {
      let place = UInt64(rest.trailingZeroBitCount)
      if place == 63 { return (escaped, true) }
      escaped |= 2 << place
      rest &= ~(3 << place)
    }
    return (escaped, false)
  }

  /// Continues byte by byte.
  ///
  /// - Returns: the byte that was found, which is the one before `index`.
  private mutating func step(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, upTo end: Int, commasFrom firstComma: Int
  ) -> UInt8? {
    while index < end {
      let byte = bytes[index]
      index += 1
      if isEscaped {
        isEscaped = false
      } else if isInString {
        if byte == UInt8(ascii: "\"") { isInString = false }
        if byte == UInt8(ascii: "\\") { isEscaped = true }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if depth == 0 { return byte }
          depth -= 1
        case UInt8(ascii: ","): if depth == 0, index > firstComma { return byte }
        default: break
        }
      }
    }
    return nil
  }
}
