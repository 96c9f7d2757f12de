/// The form of a secret. The service would refuse any other text anyway, and the token would get the blame.
package enum SecretText {
  /// The expected value, in the error of a setting.
  static let expected = "the secret alone, in letters, digits and signs of ASCII"

  /// The text without the additions of editors and shells: a byte order mark before it, blanks and line ends around it.
  package static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
    return Array(rest)
  }

  /// The same for text that is known to be UTF-8.
  package static func trimmed(_ text: String) -> String {
    String(decoding: trimmed(Array(text.utf8)), as: UTF8.self)
  }

  /// The reason why the text cannot be a secret, as a predicate that does not show it; `nil` if it can.
  package static func fault(in bytes: some Collection<UInt8>) -> String? {
    if bytes.isEmpty { return "is empty" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "is UTF-16: save it as UTF-8" }
    if bytes.contains(0) { return "has a NUL in it, like text that was saved as UTF-16" }
    if bytes.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) { return "has several lines" }
    if bytes.contains(where: isBlank) { return "has a blank in it" }
    if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "has a control character in it" }
    let first = bytes.first.map(Unicode.Scalar.init)
    let last = bytes.suffix(1).first.map(Unicode.Scalar.init)
    if let first, let last, "\"'`".unicodeScalars.contains(first) || "\"'`".unicodeScalars.contains(last) {
      return "stands in quotation marks: remove them"
    }
    guard bytes.contains(where: { $0 > 0x7F }) else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else { return "is not UTF-8 text" }
    for scalar in text.unicodeScalars where !scalar.isASCII {
      switch scalar.properties.generalCategory {
      case .initialPunctuation, .finalPunctuation, .openPunctuation:
        return "stands in quotation marks: remove them"
      case .spaceSeparator: return "has a blank in it that looks like any other (U+\(code(scalar)))"
      default:
        if !scalar.isHarmless { return "contains an invisible character (U+\(code(scalar)))" }
      }
    }
    return "has a letter in it that is not ASCII"
  }

  private static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t")
  }
}

extension Setting where Value == String {
  /// Declares a secret or a part of one.
  ///
  /// - Parameter sign: a character that the service would misunderstand in it.
  static func secret(
    _ name: String, _ placeholder: String, secrecy: SettingSecrecy, without sign: Unicode.Scalar? = nil, help: String
  ) -> Setting {
    let fault: @Sendable (String) -> String? = { text in
      if let fault = SecretText.fault(in: text.utf8) { return fault }
      if let sign, text.unicodeScalars.contains(sign) { return "has a “\(sign)” in it" }
      return nil
    }
    var setting = Setting(name, placeholder, secrecy: secrecy, help: help, expected: SecretText.expected) { text in
      fault(text) == nil ? text : nil
    }
    setting.declaration.fault = fault
    return setting
  }
}

extension String {
  /// The text in quotes; only its beginning if it may be a misplaced token.
  var shownUnlessLikeToken: String {
    let isToken = split { $0 == "," || $0.isWhitespace }
      .contains { $0.utf8.count >= 16 && $0.utf8.allSatisfy(Self.isOfToken) && $0.contains(where: \.isNumber) }
    return isToken ? "“\(prefix(4))…”, of \(count) characters, which may be a secret" : "“\(shown())”"
  }

  private static func isOfToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
