import FoundationEssentials

/// The address of a service: scheme, host, perhaps a port and a path prefix, and no slash at the end.
package struct BaseURL: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  /// Whether requests travel unencrypted.
  package let isPlain: Bool
  /// Whether the host is this machine.
  package let isLoopback: Bool

  /// Scheme, host and port, without the path and without a default port.
  package let origin: String

  /// The advice about hosts with other letters. They are not converted here, because the address that was typed must be
  /// the address that is used.
  static let asciiHint = " (write a host with letters beyond ASCII as xn--…)"

  /// Reads an absolute `http` or `https` URL without user, query or fragment; anything else gives `nil`.
  package init?(_ text: String) {
    var text = text[...]
    while let last = text.last, last == "/" || last.isWhitespace { text = text.dropLast() }
    text = text.drop(while: \.isWhitespace)
    // Everything is kept as it was typed: an escape that is undone in a host or path could mean another one.
    guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
      let parts = URLComponents(string: String(text), encodingInvalidCharacters: false),
      let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
      let host = parts.encodedHost?.lowercased(), !host.isEmpty, !host.contains("%"),
      // The escaped forms, because the unescaped form of invalid UTF-8 is absent.
      parts.percentEncodedUser == nil, parts.percentEncodedPassword == nil,
      parts.percentEncodedQuery == nil, parts.percentEncodedFragment == nil
    else { return nil }
    // A number that is too large for a port gives none, and the rest would be the address of another server.
    let typedPort = text.dropFirst(scheme.count + 3 + host.count).prefix { $0 != "/" }
    guard parts.port.map({ UInt16(exactly: $0) != nil }) ?? (typedPort.isEmpty || typedPort == ":") else { return nil }
    let port = parts.port.map { ":\($0)" } ?? ""
    description = "\(scheme)://\(host)\(port)\(parts.percentEncodedPath)"
    isPlain = scheme == "http"
    let isUsualPort = parts.port == nil || parts.port == (isPlain ? 80 : 443)
    origin = "\(scheme)://\(host)\(isUsualPort ? "" : port)"
    isLoopback = host == "localhost" || host == "[::1]" || host == "::1" || Self.isLoopbackIPv4(host)
  }

  /// 127.0.0.0/8. A name that only begins like it is not on this machine.
  private static func isLoopbackIPv4(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    // Only digits, because UInt8 also reads a sign.
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { $0.allSatisfy("0123456789".contains) && UInt8($0) != nil }
  }
}
