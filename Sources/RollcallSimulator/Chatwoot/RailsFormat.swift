/// The format that a request prefers (Action Dispatch's `mime_negotiation.rb`).
enum RailsFormat {
  /// Whether that is JSON. A browser's header, with `*/*` among others, counts as none; without a header the end of the
  /// path decides.
  static func prefersJSON(_ request: Request) -> Bool {
    guard let accept = request.header("Accept"), !accept.isEmpty, !isOfBrowser(accept) else {
      return request.path.hasSuffix(".json")
    }
    let types = accept.split(separator: ",").map { $0.split(separator: ";").map(trimmed) }
    let weights = types.map { parts in
      parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
    }
    // The first of those with the greatest weight.
    guard let best = types.indices.max(by: { (weights[$0], -$0) < (weights[$1], -$1) }) else { return false }
    return ["application/json", "text/x-json", "application/jsonrequest"].contains(types[best].first?.lowercased())
  }

  private static func isOfBrowser(_ accept: String) -> Bool {
    let types = accept.split(separator: ",").map(trimmed)
    return types.count > 1 && types.contains("*/*")
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let end = text.lastIndex { $0 != " " }
    return end.map { text[...$0].drop { $0 == " " } } ?? ""
  }
}
