/// A piece of a page: markup of our own, and in it values from elsewhere that cannot change its structure.
///
/// What a literal says is markup. What is interpolated is a value: it is made harmless, escaped, and isolated in `<bdi>`,
/// so that its direction does not change the words around it. No other text can become markup.
///
/// ```swift
/// let row: HTML = "<tr><td>\(name)</td><td>\(count)</td></tr>"
/// ```
struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
  fileprivate(set) var bytes: [UInt8] = []

  init() {}

  init(stringLiteral markup: String) { bytes = Array(markup.utf8) }

  init(stringInterpolation: StringInterpolation) { self = stringInterpolation.html }

  /// Whether nothing is in it.
  var isEmpty: Bool { bytes.isEmpty }

  static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

  static func + (left: HTML, right: HTML) -> HTML {
    var sum = left
    sum += right
    return sum
  }

  /// The longest part of a value that is shown, in scalars.
  static let valueLimit = 200

  /// The parts of a literal.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var html = HTML()

    init(literalCapacity: Int, interpolationCount: Int) { html.bytes.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ markup: String) { html.bytes += markup.utf8 }

    /// A value from elsewhere, at most `limit` scalars of it.
    mutating func appendInterpolation(_ value: String, limit: Int = valueLimit) {
      appendLiteral("<bdi>")
      html.escape(value.shown(limit: limit))
      appendLiteral("</bdi>")
    }

    /// A value from elsewhere; nothing for `nil`.
    mutating func appendInterpolation(_ value: UnsafeRawBufferPointer?) {
      if let value { appendInterpolation(String(decoding: value, as: UTF8.self)) }
    }

    /// Words of our own, which may have a value within them.
    mutating func appendInterpolation(words: String) { html.escape(words.shown(limit: 2_000)) }

    /// A number, with commas between thousands.
    mutating func appendInterpolation(_ number: Int) { html.bytes += number.grouped.utf8 }

    /// Another piece.
    mutating func appendInterpolation(_ part: HTML) { html += part }
  }

  /// Appends text that is not markup.
  private mutating func escape(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      default: bytes.append(byte)
      }
    }
  }
}

extension DefaultStringInterpolation {
  /// Markup within a text would be shown as text.
  @available(*, unavailable, message: "a piece of a page stands in a literal of type HTML")
  mutating func appendInterpolation(_ html: HTML) {}
}

extension [HTML] {
  /// The pieces one after the other, with another one between them.
  func joined(by separator: HTML = "") -> HTML {
    var sum = HTML()
    for (index, part) in enumerated() {
      if index > 0 { sum += separator }
      sum += part
    }
    return sum
  }
}
