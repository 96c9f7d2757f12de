/// The way in which an engine quotes names and texts.
///
/// Whatever a name or a text contains, it stays one: nothing of it is read as SQL, and nothing of it controls the
/// terminal on which the SQL is shown.
struct SQLQuoting: Sendable {
  /// The character around names; `nil` where they stand bare, because quotes would make them case-sensitive.
  let nameQuote: Character?
  /// How a text has characters in it that are invisible, or mean something to the engine.
  let escapes: Escapes

  /// The ways of engines.
  enum Escapes: Sendable {
    /// A quote is doubled, a backslash is one; other characters are joined to the text by their numbers.
    case joined(function: String)
    /// A backslash escapes, also by `\u` and the number of a character in hexadecimal.
    case backslash
    /// A backslash escapes, also by `\x` and the number of a byte in hexadecimal.
    case backslashBytes
  }

  /// A name of a table or column, of which Rollcall made each: a letter first, then letters and underscores.
  func name(_ name: String) -> String {
    guard let nameQuote else { return name }
    return "\(nameQuote)\(name)\(nameQuote)"
  }

  /// Names, separated by commas.
  func names(_ names: [String]) -> String { names.map(name).joined(separator: ", ") }

  /// A text as a literal.
  func literal(_ text: String) -> String {
    switch escapes {
    case .joined(let function): joined(text, function)
    case .backslash: "'" + text.unicodeScalars.map(Self.escaped).joined() + "'"
    case .backslashBytes: "'" + text.unicodeScalars.map(Self.escapedBytes).joined() + "'"
    }
  }

  /// A character as a literal, whatever it is.
  func literal(_ character: Unicode.Scalar) -> String { literal(String(character)) }

  private func joined(_ text: String, _ function: String) -> String {
    var parts: [String] = []
    var plain = ""
    for scalar in text.unicodeScalars {
      if scalar.isHarmless {
        plain += scalar == "'" ? "''" : String(scalar)
      } else {
        if !plain.isEmpty { parts.append("'\(plain)'") }
        plain = ""
        parts.append("\(function)(\(scalar.value))")
      }
    }
    if !plain.isEmpty || parts.isEmpty { parts.append("'\(plain)'") }
    return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: " || ")))"
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    // The dollar sign ends a quoted block of statements, and begins a variable.
    if scalar.isHarmless, scalar != "'", scalar != "\\", scalar != "$" { return String(scalar) }
    return String(scalar).utf16.map { "\\u" + hexadecimal($0, 4) }.joined()
  }

  private static func escapedBytes(_ scalar: Unicode.Scalar) -> String {
    if scalar.isHarmless, scalar != "'", scalar != "\\" { return String(scalar) }
    return String(scalar).utf8.map { "\\x" + hexadecimal($0, 2) }.joined()
  }

  private static func hexadecimal(_ value: some BinaryInteger, _ width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
