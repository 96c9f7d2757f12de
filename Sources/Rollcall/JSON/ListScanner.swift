import CByteMasks

/// Runs over the text of a list and finds the places between its elements.
///
/// It counts what opens and closes outside of strings; whether the text is JSON is not its question. Most of it is
/// passed in blocks of 64 bytes, because every response goes through here before anything else happens to it.
struct ListScanner: Sendable {
  /// Where the text is at the next byte: how deep inside an element, in a string, behind a backslash.
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// Moves on to a comma between two elements, the list's end, or a brace that closes what is not open.
  ///
  /// - Parameters:
  ///   - index: where to begin; then where to go on, behind the byte that was found or at the end of `bytes`.
  ///   - firstComma: commas before it do not count.
  mutating func nextCut(
    in bytes: UnsafeBufferPointer<UInt8>, from index: inout Int, commasFrom firstComma: Int
  ) -> (index: Int, byte: UInt8)? {
    while index < bytes.count {
      let end = min(index + Self.blockSize, bytes.count)
      // A comma that counts may be in the block, or the text ends in it: byte by byte.
      if end <= firstComma, index + Self.blockSize == end, pass(bytes, index) {
        index = end
      } else if let byte = step(bytes, &index, upTo: end, commasFrom: firstComma) {
        return (index - 1, byte)
      }
    }
    return nil
  }

  private static let blockSize = 64

  /// Passes a block in which commas do not count.
  ///
  /// - Returns: `false`, and nothing has happened, if the list might end in it.
  private mutating func pass(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let masks = cbytemasks_of_json(bytes.baseAddress! + index)
    let (escaped, isNextEscaped) = escaped(masks.backslashes)
    let quotes = masks.quotes & ~escaped
    // Bit n is the parity of the quotes up to n: whether a string is open there.
    var strings = quotes
    strings ^= strings << 1
    strings ^= strings << 2
    strings ^= strings << 4
    strings ^= strings << 8
    strings ^= strings << 16
    strings ^= strings << 32
    if isInString { strings = ~strings }

    // Outside of a string a backslash is wrong, and escapes nothing.
    guard masks.backslashes & ~strings == 0 else { return false }
    let closings = (masks.closings & ~strings).nonzeroBitCount
    guard closings <= depth else { return false }
    depth += (masks.openings & ~strings).nonzeroBitCount - closings
    isInString = strings >> 63 == 1
    isEscaped = isNextEscaped
    return true
  }

  /// Which bytes of a block stand behind a backslash that counts, and whether the next block's first one does.
  private func escaped(_ backslashes: UInt64) -> (UInt64, Bool) {
    var escaped: UInt64 = isEscaped ? 1 : 0
    var rest = backslashes & ~escaped
    while rest != 0 {
      let place = UInt64(rest.trailingZeroBitCount)
      if place == 63 { return (escaped, true) }
      escaped |= 2 << place
      rest &= ~(3 << place)
    }
    return (escaped, false)
  }

  /// Goes on byte by byte.
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
