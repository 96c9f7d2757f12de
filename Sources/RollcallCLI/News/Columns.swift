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

extension Character {
  /// Everything below U+1100 is narrow; of the rest, what is narrow counts as wide, too, which costs only room.
  fileprivate var columns: Int {
    unicodeScalars.allSatisfy { $0.value < 0x1100 || (0x2010...0x2027).contains($0.value) } ? 1 : 2
  }
}
