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
      } else if !isPaged {
        headerThatLeadsOn.map { "its header \($0)" }
      } else {
        nil
      }
    if let sign { throw DecodeError("\(sign) says that it is a part, and all was asked for", isContradiction: true) }
  }

  /// How many elements the list has in all, and the header that says so; `nil` if none does.
  ///
  /// There is no standard for it: these are the names that frameworks give it.
  var promisedCount: (header: String, count: Int)? {
    for name in ["X-Total-Count", "X-Total", "X-Total-Items", "Total-Count"] {
      if let count = headers[name.lowercased()].flatMap({ Int(Self.trimmed($0)) }) { return (name, count) }
    }
    return nil
  }

  /// The header that says that another page follows.
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

  /// Whether a `Link` (RFC 8288) leads to another page. One link may have several relations.
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
