/// The signs of a response that a cache on the way kept.
///
/// Caches identify responses by URL and ignore a token in a header of its own: a kept response may have been meant for
/// another user. `Age` (RFC 9111, section 5.1) and `Cache-Status` (RFC 9211) are standards; other products have a
/// header of their own, with `cache` in its name and a word such as `HIT` in its value.
enum KeptAnswer {
  /// The header that reveals a kept response, as in `Age: 10`; `nil` if the server itself may have answered.
  static func sign(in headers: [String: String]) -> String? {
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) where tells(name, value) { return "\(name): \(value)" }
    return nil
  }

  private static func tells(_ name: String, _ value: String) -> Bool {
    switch name {
    case "age", "x-cache-hits":
      // Each cache on the way adds its own value.
      return value.split { !$0.isNumber }.contains { $0.contains { $0 != "0" } }
    case "x-varnish":
      // The number of this request, and that of the request whose response was kept.
      return value.split(separator: " ").count > 1
    case "warning":
      // The response is stale, or could not be validated.
      return value.hasPrefix("110") || value.hasPrefix("111")
    case "cache-status":
      return value.split(separator: ",")
        .contains { member in
          member.split(separator: ";").dropFirst().contains { ["hit", "hit=?1"].contains(trimmed($0).lowercased()) }
        }
    default:
      guard name.contains("cache"), !["control", "key", "tag", "tags", "lookup"].contains(where: name.hasSuffix) else {
        return false
      }
      let words = value.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
      // Varnish marks the next request as one that must not be answered from the cache.
      if ["pass", "miss"].contains(where: { words.starts(with: ["hit", "for", $0]) }) { return false }
      return words.contains(where: keptWords.contains)
    }
  }

  private static let keptWords: Set = ["hit", "stale", "updating", "revalidated", "refreshhit", "cached"]

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
