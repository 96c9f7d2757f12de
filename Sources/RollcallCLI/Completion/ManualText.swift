/// Text in the language of man(7), in which every character stands for itself.
struct ManualText {
  private var lines: [String] = []

  var text: String { lines.joined(separator: "\n") }

  /// Adds the head of a page, whose date must stand as it is to be one. The text is neither hyphenated nor spaced out,
  /// since people copy from it.
  mutating func head(_ name: String, section: Int, date: String, source: String, manual: String) {
    lines.append(".TH \(name) \(section) \"\(date)\" \"\(Self.escaped(source))\" \"\(Self.escaped(manual))\"")
    lines += [".nr HY 0", ".nh", ".ad l"]
  }

  /// Adds a request with its arguments, as in `.B rollcall`.
  mutating func request(_ name: String, _ arguments: String...) {
    lines.append(([".\(name)"] + arguments.map { "\"\(Self.escaped($0))\"" }).joined(separator: " "))
  }

  /// Adds text. It is laid out anew, so its own lines are short, for people who compare pages.
  mutating func line(_ text: String) {
    var line = ""
    for word in text.split(separator: " ") {
      let escaped = Self.escaped(String(word))
      if !line.isEmpty, line.count + escaped.count >= 80 {
        add(line)
        line = escaped
      } else {
        line += (line.isEmpty ? "" : " ") + escaped
      }
    }
    add(line)
  }

  /// Adds a line that would be a request if it began with a full stop.
  private mutating func add(_ line: String) { lines.append((line.hasPrefix(".") ? "\\&" : "") + line) }

  mutating func section(_ title: String) { request("SH", title) }

  mutating func subsection(_ title: String) { request("SS", title) }

  mutating func paragraph(_ text: String) {
    request("PP")
    line(text)
  }

  /// Adds the first line of an item, whose text follows.
  mutating func item(_ title: String) {
    request("TP")
    request("B", title)
  }

  /// Adds lines that keep their form.
  mutating func example(_ texts: String...) {
    request("PP")
    request("EX")
    texts.forEach { add(Self.escaped($0)) }
    request("EE")
  }

  /// The text with an escape for each sign that has a meaning, or whose typed form differs from the printed one.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars
      .map { scalar in
        switch scalar {
        case "\\": "\\e"
        case "-": "\\-"
        case "'": "\\(aq"
        case "\"": "\\(dq"
        case "`": "\\(ga"
        case "^": "\\(ha"
        case "~": "\\(ti"
        case _ where scalar.isASCII: String(scalar)
        default: "\\[u\(hexadecimal(scalar.value))]"
        }
      }
      .joined()
  }

  /// At least four digits, as groff requires.
  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
