/// Names of sheets that spreadsheets accept: not empty, at most 31 UTF-16 units, without `[ ] : * ? / \` and without an
/// apostrophe at either end, each once whatever the case, and not a name that Excel keeps for itself.
struct SheetNames {
  private var taken: Set<String> = ["history"]

  private static let limit = 31

  /// A name for a sheet, as much like the wish as possible.
  mutating func name(_ wish: String) -> String {
    var number = 1
    while true {
      let suffix = number == 1 ? "" : " (\(number))"
      let name = Self.cleaned(wish, limit: Self.limit - suffix.utf16.count) + suffix
      if taken.insert(name.lowercased()).inserted { return name }
      number += 1
    }
  }

  private static func cleaned(_ wish: String, limit: Int) -> String {
    var name = ""
    for scalar in wish.unicodeScalars {
      let isLegal = scalar.isHarmless && !"[]:*?/\\".unicodeScalars.contains(scalar)
      let next = isLegal ? String(scalar) : "_"
      guard name.utf16.count + next.utf16.count <= limit else { break }
      name += next
    }
    let isEnd: (Character) -> Bool = { $0 == "'" || $0.isWhitespace }
    let trimmed = String(name.drop(while: isEnd).reversed().drop(while: isEnd).reversed())
    return trimmed.isEmpty ? "Sheet" : trimmed
  }
}
