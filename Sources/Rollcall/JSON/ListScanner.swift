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
      let end = min(index + Self.blockSize, bytes.count)
      // The block may contain a comma that counts, or the text ends in it: the scan continues byte by byte.
      if end <= firstComma, index + Self.blockSize == end, pass(bytes, index) {
        index = end
      } else if let byte = step(bytes, &index, upTo: end, commasFrom: firstComma) {
        return (index - 1, byte)
      }
    }
    return nil
  }

  private static let blockSize = 64

  /// Passes a block in which commas are ignored.
  ///
  /// - Returns: `false`, without any change, if the list might end in the block.
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

    // A backslash outside of a string is wrong and escapes nothing.
    guard masks.backslashes & ~strings == 0 else { return false }
    let closings = (masks.closings & ~strings).nonzeroBitCount
    guard closings <= depth else { return false }
    depth += (masks.openings & ~strings).nonzeroBitCount - closings
    isInString = strings >> 63 == 1
    isEscaped = isNextEscaped
    return true
  }

  /// The bytes of a block after an effective backslash, and whether the next block's first byte is one.
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
