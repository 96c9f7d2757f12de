/// JSON written by appending bytes: generation must keep up with a disk, so no String is built for each value.
extension [UInt8] {
  @inline(__always)
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  mutating func append(_ text: String) {
    append(contentsOf: text.utf8)
  }

  /// The low `digits` nibbles of `word` in lower-case hexadecimal, highest first.
  @inline(__always)
  mutating func appendHexadecimal(_ word: UInt64, digits: Int) {
    var shift = (digits - 1) * 4
    while shift >= 0 {
      let nibble = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 0xF
      append(nibble < 10 ? 48 + nibble : 87 + nibble)
      shift -= 4
    }
  }

  /// A random UUID (version 4, variant 1), lower-case.
  mutating func appendUUID(from generator: inout SeededGenerator) {
    let high = generator.next()
    let low = generator.next()
    appendHexadecimal(high >> 32, digits: 8)
    append(UInt8(ascii: "-"))
    appendHexadecimal(high >> 16, digits: 4)
    append("-4")
    appendHexadecimal(high, digits: 3)
    append(UInt8(ascii: "-"))
    appendHexadecimal((low >> 48) & 0x3FFF | 0x8000, digits: 4)
    append(UInt8(ascii: "-"))
    appendHexadecimal(low, digits: 12)
  }

  mutating func appendDecimal(_ number: Int) {
    append(contentsOf: String(number).utf8)
  }

  /// `text` as the content of a JSON string: raw UTF-8, or every non-ASCII UTF-16 unit as `\uXXXX`. Both are valid
  /// JSON, and real services send both.
  mutating func appendEscaped(_ text: String, asciiOnly: Bool = false) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      case _ where scalar.value < 0x20:
        append("\\u")
        appendHexadecimal(UInt64(scalar.value), digits: 4)
      case _ where asciiOnly && !scalar.isASCII:
        for unit in UTF16.encode(scalar)! {
          append("\\u")
          appendHexadecimal(UInt64(unit), digits: 4)
        }
      default: append(contentsOf: UTF8.encode(scalar)!)
      }
    }
  }

  mutating func appendQuoted(_ text: String) {
    append(UInt8(ascii: "\""))
    appendEscaped(text)
    append(UInt8(ascii: "\""))
  }
}

/// A random UUID (version 4) as text, for the ids of a scenario.
func randomUUID(from generator: inout SeededGenerator) -> String {
  var bytes: [UInt8] = []
  bytes.appendUUID(from: &generator)
  return String(decoding: bytes, as: UTF8.self)
}

/// Elements separated by commas, in brackets.
func jsonArray<Element>(
  _ elements: some Sequence<Element>, append: (Element, inout [UInt8]) -> Void
) -> [UInt8] {
  var output: [UInt8] = [UInt8(ascii: "[")]
  for element in elements {
    if output.count > 1 { output.append(UInt8(ascii: ",")) }
    append(element, &output)
  }
  output.append(UInt8(ascii: "]"))
  return output
}
