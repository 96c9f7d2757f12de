/// Header fields that something in front of a service wants in every request, such as the two of an access proxy. Each
/// value is as secret as a token.
struct ExtraHeaders: Sendable {
  /// The fields, in the order of the text.
  let fields: [(name: String, value: Secret)]

  /// No fields.
  init() { fields = [] }

  /// Reads lines of the form `Name: value`. Blank lines and lines that begin with `#` say nothing.
  ///
  /// - Returns: `nil` if ``fault(in:)`` has something to say.
  init?(_ text: String) {
    guard Self.fault(in: text) == nil else { return nil }
    fields = Self.lines(of: text).compactMap { Self.field($0.text) }.map { ($0.name, Secret($0.value)) }
  }

  /// Every form of the values that must not be shown: the values, and what follows a scheme, as in `Basic dXNlcg==`.
  var secrets: [Secret] {
    fields.flatMap { field in
      let words = field.value.exposed.split(separator: " ")
      return words.count > 1 ? [field.value] + words.dropFirst().map { Secret(String($0)) } : [field.value]
    }
  }

  /// The fields that a request has already, or that are the transport's affair.
  private static let taken: Set<String> = [
    "accept", "accept-encoding", "api-access-token", "api_access_token", "cache-control", "connection",
    "content-length", "content-type", "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection",
    "range",
    "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
  ]

  /// The most fields, and the most bytes of a line. Servers take 8 KiB.
  private static let limits = (fields: 32, line: 8000)

  /// The reason why a text cannot be such lines, as a predicate that shows no value; `nil` if it can.
  static func fault(in text: String) -> String? {
    let lines = lines(of: text)
    if lines.isEmpty { return "has no line “Name: value” in it" }
    if lines.count > limits.fields { return "has more than \(limits.fields) lines" }
    var names: Set<String> = []
    for (number, line) in lines {
      if line.utf8.count > limits.line { return "has more than \(limits.line) bytes in line \(number)" }
      guard line.contains(":") else { return "has no colon in line \(number), which must be “Name: value”" }
      guard let (name, value) = field(line) else {
        return "has no name in line \(number): one of letters, digits and hyphens stands before the colon"
      }
      let lowered = name.lowercased()
      // The name is shown only where it is a known one: it could be a misplaced secret.
      if taken.contains(lowered) { return "names “\(lowered)” in line \(number), which Rollcall sends itself" }
      if !names.insert(lowered).inserted { return "names the same header twice, again in line \(number)" }
      if value.isEmpty { return "has no value in line \(number)" }
      guard value.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
        return "has a character in line \(number) that no header may have"
      }
    }
    return nil
  }

  /// The lines that say something, with their numbers.
  private static func lines(of text: String) -> [(number: Int, text: Substring)] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.enumerated()
      .map { ($0.offset + 1, $0.element.trimmed) }
      .filter { !$0.1.isEmpty && !$0.1.hasPrefix("#") }
  }

  /// - Returns: `nil` for a line without a name: a token of RFC 9110, 5.6.2.
  private static func field(_ line: Substring) -> (name: String, value: String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let name = line[..<colon]
    let isToken = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
    }
    guard !name.isEmpty, isToken else { return nil }
    return (String(name), String(line[line.index(after: colon)...].trimmed))
  }
}

extension Substring {
  /// The text without blanks and tabs around it.
  fileprivate var trimmed: Substring {
    let start = drop { $0 == " " || $0 == "\t" }
    guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return start.prefix(0) }
    return start[...last]
  }
}
