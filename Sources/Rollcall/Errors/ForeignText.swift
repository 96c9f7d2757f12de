/// Text from outside (a service, a snapshot, a path) on its way to a terminal, a log or JSON. Only this file makes it
/// harmless.
extension StringProtocol {
  /// The text on one line, at most `limit` scalars of it. Line ends and tabs become spaces. U+FFFD replaces everything
  /// else that controls a terminal, changes the direction of the text or is invisible.
  package func shown(limit: Int = 200) -> String {
    var shown = String.UnicodeScalarView()
    var count = 0
    for scalar in unicodeScalars {
      guard count < limit else { return String(shown) + "…" }
      shown.append(scalar.isHarmless ? scalar : "\n\r\t".unicodeScalars.contains(scalar) ? " " : "\u{FFFD}")
      count += 1
    }
    return String(shown)
  }

  /// The text with its line ends, and with U+FFFD for harmful scalars: a second protection after `shown`, for whole
  /// messages whose line ends are our own.
  package var printable: String {
    if utf8.allSatisfy(Self.isPlain) { return String(self) }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.isHarmless || $0 == "\n" ? $0 : "\u{FFFD}" }))
  }

  /// JSON text with escapes for harmful scalars: every parser reads the same value.
  package var printableJSON: String {
    if utf8.allSatisfy(Self.isPlain) { return String(self) }
    var text = ""
    for scalar in unicodeScalars {
      guard !scalar.isHarmless, scalar != "\n" else {
        text.unicodeScalars.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return text
  }

  private static func isPlain(_ byte: UInt8) -> Bool { (0x20..<0x7f).contains(byte) || byte == UInt8(ascii: "\n") }
}

extension Unicode.Scalar {
  /// Whether the scalar is visible and has no other effect.
  package var isHarmless: Bool {
    if value < 0x7f { return value >= 0x20 }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return false
    // Ignorable scalars are invisible; the variation selectors only change how the scalar before them looks, as in ❤️.
    default: return !properties.isDefaultIgnorableCodePoint || (0xFE00...0xFE0F).contains(value)
    }
  }
}
