/// The commit that a program was built from.
///
/// `git archive` replaces the text between dollar signs, as `.gitattributes` asks it to, so packages and downloaded
/// sources know their commit. A build in a clone does not: there is nothing that would keep it true after an edit.
struct BuildOrigin: Sendable, Equatable {
  static let current = BuildOrigin(archived: "$Format:%H %cs$")

  /// The full hash of the commit.
  let commit: String
  /// The day of the commit, as in `2026-11-27`.
  let date: String

  /// Reads what `git archive` wrote; `nil` if it wrote nothing.
  init?(archived text: String) {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 2, parts[0].count >= 40, parts[0].allSatisfy(\.isHexDigit) else { return nil }
    (commit, date) = (parts[0], parts[1])
  }
}
