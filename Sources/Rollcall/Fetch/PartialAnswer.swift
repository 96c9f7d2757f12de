extension HTTPResponse {
  /// Checks that the answer does not call itself a part: no request asks for a range.
  ///
  /// A server or cache that answers with one has taken the request for another, or has more than it sends. In a list that
  /// comes in pages 206 means that there are more pages, which is for its reader to judge.
  ///
  /// - Throws: `DecodeError` for a success that says that it is not all.
  func checkIsWhole(for request: PageRequest) throws(DecodeError) {
    guard (200...299).contains(status) else { return }
    let isPaged = request.successes.contains(206)
    let sign: String? =
      if headers["content-range"] != nil {
        "its header Content-Range"
      } else if status == 206, !isPaged {
        "its status 206"
      } else if !isPaged, headers["link"].map(Self.leadsOn) == true {
        "its header Link"
      } else {
        nil
      }
    if let sign { throw DecodeError("\(sign) says that it is a part, and all was asked for", isContradiction: true) }
  }

  /// Whether a `Link` (RFC 8288) leads to another page.
  private static func leadsOn(_ link: String) -> Bool {
    let text = link.lowercased().filter { $0 != " " && $0 != "\"" }
    return text.split(separator: ",").contains { $0.split(separator: ";").dropFirst().contains("rel=next") }
  }
}
