/// A guess at the existing name that a misspelt one means.
package struct Spelling {
  private let names: [String]

  package init(_ names: [String]) { self.names = names }

  /// The nearest name, if it is near enough: one or two typing errors, or another way to join the words.
  package func nearest(to typed: String) -> String? {
    let typed = Self.normalized(typed)
    guard typed.count <= 64 else { return nil }
    return names.map { (name: $0, distance: Self.distance(Self.normalized($0), typed)) }
      .filter { $0.distance <= min(3, max(1, typed.count / 3)) }
      .min { $0.distance < $1.distance }?
      .name
  }

  private static func normalized(_ name: String) -> [Character] {
    name.lowercased().map { $0 == "_" ? "-" : $0 }
  }

  /// The number of letters to change to make one word the other; two neighbours that changed places are one change,
  /// since they are one slip of the hand (Damerau and Levenshtein, each letter changed once).
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    var rowBefore = row
    for (i, letter) in left.enumerated() {
      let last = row
      row[0] = i + 1
      for j in right.indices {
        row[j + 1] = min(last[j] + (letter == right[j] ? 0 : 1), row[j] + 1, last[j + 1] + 1)
        if i > 0, j > 0, letter == right[j - 1], left[i - 1] == right[j] {
          row[j + 1] = min(row[j + 1], rowBefore[j - 1] + 1)
        }
      }
      rowBefore = last
    }
    return row[right.count]
  }
}
