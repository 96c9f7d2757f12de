extension String {
  /// The number of columns that a terminal takes for the text, or more: wide characters take two, and what cannot be
  /// told apart counts as wide.
  var columns: Int { reduce(0) { $0 + $1.columns } }

  /// The text, or as much of it as fits with an ellipsis.
  func cut(to width: Int) -> String {
    guard columns > width else { return self }
    var kept = ""
    var room = width - 1
    for character in self {
      room -= character.columns
      if room < 0 { break }
      kept.append(character)
    }
    return width > 0 ? kept + "…" : ""
  }
}

extension String {
  /// The text with lines that fit, broken at blanks. What follows a break stands below the beginning of its text, as in
  /// `  next:  …`. A word that is wider than the window stays whole: it may be a path to copy.
  func wrapped(to width: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).map { Self.wrap(String($0), to: width) }
      .joined(separator: "\n")
  }

  private static func wrap(_ line: String, to width: Int) -> String {
    guard line.columns > width else { return line }
    let margin = String(line.prefix { $0 == " " })
    var words = words(of: line)[...]
    var indent = margin + "  "
    var current = margin
    if !margin.isEmpty, let label = words.first, label.text.hasSuffix(":") {
      words.removeFirst()
      current += label.text + " "
      // Labels are padded to the same width.
      current += String(repeating: " ", count: Swift.max(0, labelColumns - current.count))
      indent = String(repeating: " ", count: current.count)
    }
    if indent.count > width / 2 { indent = margin.count > width / 2 ? "" : margin }
    var lines: [String] = []
    var isEmpty = true
    for word in words {
      if !isEmpty, current.columns + word.blanks + word.text.columns > width {
        lines.append(current)
        current = indent
        isEmpty = true
      }
      current += (isEmpty ? "" : String(repeating: " ", count: word.blanks)) + word.text
      isEmpty = false
    }
    return (lines + [current]).joined(separator: "\n")
  }

  /// The words, each with the number of blanks before it: where several stand, they align columns.
  private static func words(of line: String) -> [(blanks: Int, text: String)] {
    var words: [(blanks: Int, text: String)] = []
    var blanks = 0
    for part in line.split(separator: " ", omittingEmptySubsequences: false) {
      if !part.isEmpty {
        words.append((blanks, String(part)))
        blanks = 0
      }
      blanks += 1
    }
    return words
  }

  /// The columns of a label such as `  where: `.
  private static var labelColumns: Int { 9 }
}

extension Character {
  /// Everything below U+1100 is narrow; of the rest, what is narrow counts as wide, too, which costs only room.
  fileprivate var columns: Int {
    unicodeScalars.allSatisfy { $0.value < 0x1100 || (0x2010...0x2027).contains($0.value) } ? 1 : 2
  }
}
