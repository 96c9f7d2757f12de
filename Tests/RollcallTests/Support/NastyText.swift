import RollcallTestSupport

/// Texts that break careless writers and readers.
enum NastyText {
  static let values: [String] =
    [
      "", " ", "plain", "\"", "\"\"", "\"quoted\"", "a,b", ",", "line\nfeed", "\n", "carriage\r\nreturn", "\r", "\r\n",
      "tab\there", "\t", "back\\slash", "\\", "ends in backslash\\", "\\\"", "\\n is no newline", "=1+1", "'=1+1",
      "+49 30",
      "-5",
      "@cmd", "'", "''", "😀", "👩‍👩‍👧‍👦", "שלום", "\u{202E}right to left\u{202C}", "日本語", "é", "e\u{301}", "\u{FEFF}bom",
      "\u{2028}", "\u{2029}", "\u{85}", "\u{7F}", "\u{0}", "\u{0}nul inside\u{0}", "\u{1B}[31m", "NULL", "null", "\\N",
      "true", "{}", "{\"a\": [1, \"]\"]}", "[", "]", "</script>", "\u{FFFD}", "\u{10FFFF}", "\u{E000}", " leading",
      "trailing ", "a\"b,c\nd\re\tf\\g", String(repeating: "\"", count: 500), String(repeating: "long,", count: 2000),
    ] + (0..<0x20).map { "control \(Unicode.Scalar(UInt8($0))) character" }

  /// A text of random code points: mostly those that formats treat specially.
  static func random(using random: inout RepeatableRandom) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let scalar: UInt32 =
        switch Int.random(in: 0..<5, using: &random) {
        case 0: UInt32("\"\\,\n\r\t{}[]:;'".utf8.randomElement(using: &random)!)
        case 1: .random(in: 0..<0x80, using: &random)
        case 2: .random(in: 0x80..<0x800, using: &random)
        case 3: .random(in: 0x800..<0x1_0000, using: &random)
        default: .random(in: 0x1_0000...0x10_FFFF, using: &random)
        }
      // Surrogates are no scalars, and there is no text with them.
      if let scalar = Unicode.Scalar(scalar) { text.append(scalar) }
    }
    return String(text)
  }
}
