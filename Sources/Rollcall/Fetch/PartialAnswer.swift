extension HTTPResponse {
  /// Checks that the response is not marked as a part: no request asks for a range.
  ///
  /// A server or cache that sends a part has confused this request with another one, or has more than it sends. In a
  /// list of several pages, status 206 means that more pages follow; its mapper judges that.
  ///
  /// - Throws: `DecodeError` for a success that is marked as a part.
  func checkIsWhole(for request: PageRequest) throws(DecodeError) {
    guard (200...299).contains(status) else { return }
    let isPaged = request.successes.contains(206)
    let sign: String? =
      if headers["content-range"] != nil {
        "its header Content-Range"
      } else if status == 206, !isPaged {
        "its status 206"
      } else if !isPaged {
        headerThatLeadsOn.map { "its header \($0)" }
      } else {
        nil
      }
    if let sign { throw DecodeError("\(sign) says that it is a part, and all was asked for", isContradiction: true) }
  }

  /// The number of all elements of the list, and the header that gives it; `nil` without such a header.
  ///
  /// No standard names the header. These are the names that frameworks use.
  var promisedCount: (header: String, count: Int)? {
    for name in ["X-Total-Count", "X-Total", "X-Total-Items", "Total-Count"] {
      if let count = headers[name.lowercased()].flatMap({ Int(Self.trimmed($0)) }) { return (name, count) }
    }
    return nil
  }

  /// The header that announces another page.
  private var headerThatLeadsOn: String? {
    if headers["link"].map(Self.leadsOn) == true { return "Link" }
    func value(_ name: String) -> String? { headers[name.lowercased()].map { Self.trimmed($0) } }
    for name in ["X-Next-Page", "X-Next-Cursor", "X-Next"] {
      if let next = value(name), !["", "0", "null", "none", "false"].contains(next) { return name }
    }
    for name in ["X-Has-More", "X-Has-Next"] where ["true", "1", "yes"].contains(value(name)) { return name }
    for name in ["X-Total-Pages", "X-Page-Count"] where (value(name).flatMap { Int($0) } ?? 0) > 1 { return name }
    return nil
  }

  private static func trimmed(_ value: String) -> String {
    value.lowercased().filter { !$0.isWhitespace && $0 != "\"" }
  }

  /// Whether a `Link` header (RFC 8288) leads to another page. One link may have several relations.
  private static func leadsOn(_ link: String) -> Bool {
    var parameters = ""
    var isInURL = false
    for letter in link.lowercased() {
      if letter == "<" { isInURL = true }
      if !isInURL { parameters.append(letter) }
      if letter == ">" { isInURL = false }
    }
    return parameters.split { $0 == ";" || $0 == "," }
      .contains { parameter in
        let sides = parameter.split(separator: "=", maxSplits: 1)
        guard sides.count == 2, sides[0].split(separator: " ").elementsEqual(["rel"]) else { return false }
        return sides[1].split { $0.isWhitespace || $0 == "\"" || $0 == "'" }.contains("next")
      }
  }
}
