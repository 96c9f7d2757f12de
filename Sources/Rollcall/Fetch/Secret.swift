/// A token or key. It prints as dots wherever it is printed, interpolated or dumped.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let value: String

  /// Keeps `value` out of sight.
  public init(_ value: String) { self.value = value }

  /// The value itself, for the one place that sends it.
  package var exposed: String { value }

  /// Always the same dots.
  public var description: String { "•••" }
  /// Always the same dots.
  public var debugDescription: String { description }
  /// Nothing to reflect.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Masks secrets in text that a service sent, before it becomes part of a message.
package struct Redactor: Sendable {
  private let needles: [[UInt8]]
  private static let mask = Array("•••".utf8)

  /// - Parameter secrets: every form in which a secret is sent, such as a key and the header made of it.
  package init(_ secrets: [Secret]) {
    // A short needle would mask innocent text, and no service issues tokens that short.
    needles = secrets.map { Array($0.exposed.utf8) }.filter { $0.count >= 8 }.sorted { $0.count > $1.count }
  }

  /// The text without what its URLs may carry for others: user and password before `@`, query and fragment.
  package static func withoutCredentials(_ text: String) -> String {
    var shown = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !shown.isEmpty { shown += " " }
      let slashes = word.firstRange(of: "//")
      guard slashes != nil || word.contains("@") else {
        shown += word
        continue
      }
      let start = slashes?.upperBound ?? word.startIndex
      let address = word[start...].prefix { $0 != "?" && $0 != "#" }
      let host = address.lastIndex(of: "@").map { "•••\(address[$0...])" } ?? String(address)
      shown += word[..<start] + host
    }
    return shown
  }

  /// At most `limit` bytes of `bytes` as text on one line, secrets masked, made harmless by `shown`.
  package func quote(_ bytes: some Collection<UInt8>, limit: Int) -> String {
    var text = Array(bytes)
    for needle in needles {
      var start = 0
      while let found = text[start...].firstRange(of: needle) {
        text.replaceSubrange(found, with: Self.mask)
        start = found.lowerBound + Self.mask.count
      }
    }
    // Cut behind the masking, or half a secret could stand at the cut.
    return String(decoding: text.prefix(limit), as: UTF8.self).shown(limit: limit) + (text.count > limit ? "…" : "")
  }
}
