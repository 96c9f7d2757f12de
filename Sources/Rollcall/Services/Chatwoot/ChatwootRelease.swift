/// The numbers of a Chatwoot version, as far as rules depend on them.
struct ChatwootRelease: Sendable, Equatable {
  let major: Int
  let minor: Int
  /// Whether more than numbers follow, as in `4.1.0-rc1`: it may come before what that version changed.
  let isPreview: Bool

  /// - Parameter text: as `GET /api` tells it; a text that cannot be read gives `nil`.
  init?(_ text: String) {
    let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...])
      .split(separator: ".", omittingEmptySubsequences: false)
      .map { part in part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil }
    guard parts.count >= 2, let major = parts[0], let minor = parts[1] else { return nil }
    (self.major, self.minor) = (major, minor)
    isPreview = parts.contains(nil)
  }

  /// Whether it comes before another version. A preview of that one does not.
  func isBefore(_ major: Int, _ minor: Int) -> Bool { (self.major, self.minor) < (major, minor) }

  /// Whether it is a preview of another version.
  func isPreview(of major: Int, _ minor: Int) -> Bool { isPreview && (self.major, self.minor) == (major, minor) }
}
