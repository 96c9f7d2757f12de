/// JSON string escapes (RFC 8259, section 7), for the quote, the backslash and the control characters only.
enum JSONEscaping {
  /// The most bytes that replace one byte: `\u001f`.
  static let expansion = 6

  /// Writes the escape of a quote, a backslash or a control character.
  static func write(_ byte: UInt8, to writer: inout ByteWriter) {
    writer.write(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): writer.write(byte)
    case 0x08: writer.write(UInt8(ascii: "b"))
    case 0x09: writer.write(UInt8(ascii: "t"))
    case 0x0A: writer.write(UInt8(ascii: "n"))
    case 0x0C: writer.write(UInt8(ascii: "f"))
    case 0x0D: writer.write(UInt8(ascii: "r"))
    default:
      let digits: StaticString = "0123456789abcdef"
      for digit in [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")] { writer.write(digit) }
      writer.write(digits.utf8Start[Int(byte >> 4)])
      writer.write(digits.utf8Start[Int(byte & 15)])
    }
  }
}

extension [UInt8] {
  /// Appends a JSON string with its quotes.
  mutating func appendJSONString(_ text: UnsafeBufferPointer<UInt8>) {
    append(atMost: JSONEscaping.expansion * text.count + 2) { writer in
      writer.write(UInt8(ascii: "\""))
      writer.write(escaping: text, readable: text.count)
      writer.write(UInt8(ascii: "\""))
    }
  }

  /// Appends a JSON string with its quotes.
  mutating func appendJSONString(_ text: String) {
    var text = text
    text.withUTF8 { appendJSONString($0) }
  }
}
