/// Texts that a spreadsheet would take for a formula, and the apostrophe that prevents it.
enum Formula {
  static let apostrophe = UInt8(ascii: "'")

  /// Whether a text that begins with the byte is one that OWASP lists under "CSV injection".
  @inline(__always)
  static func isBegun(by byte: UInt8?) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): true
    case UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
    default: false
    }
  }

  /// Whether a text of a file has an apostrophe before a formula.
  @inline(__always)
  static func isDefused(_ text: UnsafeRawBufferPointer) -> Bool {
    text.count > 1 && text[0] == apostrophe && isBegun(by: text[1])
  }
}
