import CCurl

@testable import Rollcall

extension FuzzTarget {
  /// Addresses that people type: one that is accepted leads to the host that stands in it and nowhere else, to libcurl
  /// as well, and is the same when it is read again.
  static let addresses = FuzzTarget("addresses") { input in
    let text = input.remainder().text
    if let url = BaseURL(text) {
      try require(BaseURL(url.description), is: url, "an address is another one when it is read again")
      try checkHost(of: url, in: text)
      let end = text.lastIndex { !$0.isWhitespace && $0 != "/" } ?? text.startIndex
      let middle = text[...end].drop(while: \.isWhitespace)
      try require(!middle.contains { $0.isWhitespace || #"\?#"#.contains($0) }, "“\(text)” is accepted")
    }
    for service in FuzzedService.all { try service.checkAddress(text) }
  }

  static func checkHost(of url: BaseURL, in text: String) throws {
    guard let typed = PlainAuthority(text) else { throw Finding("“\(text)” has no host and is accepted: \(url)") }
    guard let taken = PlainAuthority(url.description) else { throw Finding("“\(url)” has no host") }
    try require(taken, is: typed, "“\(text)” leads to another host")
    try require(url.isPlain, is: typed.scheme == "http", "“\(url)” is not as safe as it says")
    guard let curl = CurlAuthority(url.description + "/v1/website") else { return }
    try require(curl.user == nil, "libcurl finds a user in “\(url)”")
    // libcurl brings the numbers of an address into one form.
    let isNumeric = taken.host.hasPrefix("[") || taken.host.utf8.allSatisfy { "0123456789abcdefx.".utf8.contains($0) }
    try require(
      curl.host == taken.host || isNumeric && curl.isNumeric, "libcurl goes to \(curl.host) for “\(url)”")
    try require(!url.isLoopback || curl.isLoopback, "“\(url)” is no loopback to libcurl: \(curl.host)")
    try require(curl.port == taken.port.map(String.init), "libcurl takes port \(curl.port ?? "none") for “\(url)”")
  }
}

/// Scheme, host and port by the simplest rule: what stands between the two slashes and the next one.
private struct PlainAuthority: Equatable {
  let scheme: String
  let host: String
  let port: Int?

  /// `nil` for what could be read in two ways.
  init?(_ text: String) {
    let trimmed = text.drop(while: \.isWhitespace)
    let lower = trimmed.lowercased()
    guard let scheme = ["https", "http"].first(where: { lower.hasPrefix("\($0)://") }) else { return nil }
    self.scheme = scheme
    var rest = lower.dropFirst(scheme.count + 3)
    rest = rest.prefix { $0 != "/" }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    let authority = rest
    let isPlain = authority.utf8.allSatisfy { (0x21...0x7E).contains($0) && !#"\?#<>"{}|^`@%"#.utf8.contains($0) }
    guard isPlain, !authority.isEmpty else { return nil }
    let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
    guard let colon = authority[bracket...].firstIndex(of: ":") else {
      host = String(authority)
      port = nil
      return
    }
    host = String(authority[..<colon])
    let digits = authority[authority.index(after: colon)...]
    port = Int(digits)
    guard !host.isEmpty, digits.isEmpty || port != nil else { return nil }
  }
}

/// The same by libcurl.
private struct CurlAuthority {
  let user: String?
  let host: String
  let port: String?

  init?(_ text: String) {
    guard let url = curl_url() else { fatalError("out of memory") }
    defer { curl_url_cleanup(url) }
    guard curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK else { return nil }
    func part(_ which: CURLUPart) -> String? {
      var value: UnsafeMutablePointer<CChar>?
      guard curl_url_get(url, which, &value, 0) == CURLUE_OK, let value else { return nil }
      defer { curl_free(value) }
      return String(cString: value)
    }
    user = part(CURLUPART_USER) ?? part(CURLUPART_PASSWORD)
    host = part(CURLUPART_HOST) ?? ""
    port = part(CURLUPART_PORT)
  }

  var isNumeric: Bool { host.hasPrefix("[") || host.utf8.allSatisfy { "0123456789.".utf8.contains($0) } }
  var isLoopback: Bool { host == "localhost" || host == "[::1]" || isNumeric && host.hasPrefix("127.") }
}
