/// JSON in the form of Rails (Active Support's `json/encoding.rb`): characters with a meaning in HTML or JavaScript are
/// escaped, and everything else beyond ASCII is raw UTF-8.
extension [UInt8] {
  mutating func appendRails(_ text: String) {
    append(UInt8(ascii: "\""))
    // Most texts need no escape, and there are millions.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && !Self.isSpecial($0) }) {
      append(contentsOf: text.utf8)
    } else {
      for scalar in text.unicodeScalars {
        switch scalar {
        case "<": append("\\u003c")
        case ">": append("\\u003e")
        case "&": append("\\u0026")
        case "\u{2028}": append("\\u2028")
        case "\u{2029}": append("\\u2029")
        case "\u{8}": append("\\b")
        case "\u{C}": append("\\f")
        default: appendEscaped(String(scalar))
        }
      }
    }
    append(UInt8(ascii: "\""))
  }

  /// The text, or `null`.
  mutating func appendRails(_ text: String?) {
    if let text { appendRails(text) } else { append("null") }
  }

  mutating func appendDecimal(_ number: Int?) {
    if let number { append(contentsOf: String(number).utf8) } else { append("null") }
  }

  mutating func appendBoolean(_ value: Bool?) {
    switch value {
    case true?: append("true")
    case false?: append("false")
    case nil: append("null")
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): true
    default: false
    }
  }
}
