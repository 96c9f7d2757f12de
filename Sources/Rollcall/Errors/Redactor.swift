/// The masking of secrets in a service's text, before it becomes part of a message.
///
/// A service may repeat a secret in another form than it was sent, and shortened. So the redactor masks every stretch
/// of at least `window` letters and digits that also occurs in some form of a secret: with anything between the
/// letters, in either case, percent-encoded, escaped as in JSON or HTML, in base64 or in hexadecimal. Shorter stretches
/// stay: they are too short to be useful, and every text has some of them.
package struct Redactor: Sendable {
  private let secrets: [[UInt8]]
  private static let mask = Array("•••".utf8)
  /// The number of letters and digits in a row that count as a part of a secret.
  private static let window = 8

  /// - Parameter secrets: every form in which a secret is sent, such as a key and the header made of it.
  package init(_ secrets: [Secret]) {
    // A shorter secret would mask innocent text, and no service issues tokens that short.
    self.secrets = secrets.map { Array($0.exposed.utf8) }.filter { $0.count >= Self.window }
      .sorted { $0.count > $1.count }
  }

  /// At most `limit` bytes of `bytes` as text on one line, with secrets masked, made harmless by `shown`.
  package func quote(_ bytes: some Collection<UInt8>, limit: Int) -> String {
    var text = masked(Array(bytes))
    // Invisible characters between its letters would hide a secret.
    let visible = Self.visible(bytes)
    if let visible, case let found = masked(visible), found != visible { text = found }
    text = Self.trimmed(text)
    // The text is cut after the masking, or half a secret could stand at the cut.
    return String(decoding: text.prefix(limit), as: UTF8.self).shown(limit: limit) + (text.count > limit ? "…" : "")
  }

  /// The text without blanks and line ends around it.
  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
    guard let last = text.lastIndex(where: { !isBlank($0) }) else { return [] }
    return Array(text[...last].drop(while: isBlank))
  }

  /// The text without its invisible characters; `nil` if it has none.
  private static func visible(_ bytes: some Collection<UInt8>) -> [UInt8]? {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    let seen = scalars.filter { $0.properties.generalCategory != .format }
    return seen.count < scalars.count ? Array(String(String.UnicodeScalarView(seen)).utf8) : nil
  }

  /// The text with secrets masked, first as they were sent, then in every other form.
  private func masked(_ text: [UInt8]) -> [UInt8] {
    guard !secrets.isEmpty else { return text }
    var pieces = [text[...]]
    for secret in secrets { pieces = pieces.flatMap { $0.split(around: secret) } }
    let windows = windows
    return Array(pieces.map { Self.masked($0, windows) }.joined(separator: Self.mask))
  }

  /// A piece of text with each stretch masked that consists of windows of secrets.
  private static func masked(_ text: ArraySlice<UInt8>, _ windows: Set<UInt64>) -> [UInt8] {
    let letters = Letters(in: text)
    var found: [Range<Int>] = []
    var recent: UInt64 = 0
    for (index, value) in letters.values.enumerated() {
      recent = recent << 8 | UInt64(value)
      guard index + 1 >= window, windows.contains(recent) else { continue }
      let start = letters.places[index + 1 - window].lowerBound
      if let last = found.last, start <= last.upperBound || letters.places[index - 1].upperBound == last.upperBound {
        found[found.count - 1] = last.lowerBound..<letters.places[index].upperBound
      } else {
        found.append(start..<letters.places[index].upperBound)
      }
    }
    var shown: [UInt8] = []
    var end = text.startIndex
    for range in found {
      shown += text[end..<range.lowerBound] + mask
      end = range.upperBound
    }
    return shown + text[end...]
  }

  /// Every row of `window` letters and digits in the forms of a secret. The set is made for each text, because errors
  /// are rare and requests are not.
  private var windows: Set<UInt64> {
    var windows: Set<UInt64> = []
    for secret in secrets {
      for form in [
        secret, secret.base64(after: 0), secret.base64(after: 1), secret.base64(after: 2), secret.hexadecimal,
      ] {
        // Both the plain form and its unescaped form count: a secret may contain a percent sign of its own.
        for letters in [form.compactMap(\.letter), Letters(in: form[...]).values] {
          var recent: UInt64 = 0
          for (index, value) in letters.enumerated() {
            recent = recent << 8 | UInt64(value)
            if index + 1 >= Self.window { windows.insert(recent) }
          }
        }
      }
    }
    return windows
  }

  // MARK: - Addresses

  /// The text without the credentials in its URLs: user and password before `@`, query and fragment.
  package static func withoutCredentials(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { shown(word: $0) }.joined(separator: " ")
  }

  private static func shown(word: Substring) -> String {
    let slashes = word.firstRange(of: "//")
    guard slashes != nil || word.contains("@") else { return String(word) }
    let start = slashes?.upperBound ?? word.startIndex
    let address = word[start...].prefix { $0 != "?" && $0 != "#" }
    if let at = address.lastIndex(of: "@") { return word[..<start] + "•••\(address[at...])" }
    // A password may contain `?` or `#`; the text before that sign is then a part of the password.
    let hidden = address.contains("/") ? nil : word[address.endIndex...].prefix { $0 != "/" }.lastIndex(of: "@")
    return word[..<start] + (hidden == nil ? String(address) : "•••")
  }
}

/// The letters and digits of a text in lower case, with escapes undone, and their places. Bytes beyond ASCII count as
/// letters.
private struct Letters {
  var values: [UInt8] = []
  var places: [Range<Int>] = []

  init(in text: ArraySlice<UInt8>) {
    var escaped: [(value: UInt8, place: Range<Int>)] = text.indices.map { (text[$0], $0..<$0 + 1) }
    // An escape may itself be escaped.
    for _ in 1...3 {
      var plain: [(value: UInt8, place: Range<Int>)] = []
      var index = 0
      while index < escaped.count {
        let (value, length) = Self.escape(at: index, of: escaped)
        let end = escaped[index + length - 1].place.upperBound
        if let value { plain.append((value, escaped[index].place.lowerBound..<end)) }
        index += length
      }
      guard plain.count < escaped.count else { break }
      escaped = plain
    }
    for (value, place) in escaped {
      guard let letter = value.letter else { continue }
      values.append(letter)
      places.append(place)
    }
  }

  /// The byte that the byte or escape at `index` stands for, and its length.
  private static func escape(
    at index: Int, of text: [(value: UInt8, place: Range<Int>)]
  ) -> (value: UInt8?, length: Int) {
    func byte(_ offset: Int) -> UInt8? { index + offset < text.count ? text[index + offset].value : nil }
    func number(from start: Int, digits: Int, radix: Int) -> Int? {
      let digits = (start..<start + digits).compactMap { byte($0) }
      return Int(String(decoding: digits, as: UTF8.self), radix: radix)
    }
    func ascii(_ number: Int?) -> UInt8? { number.flatMap { (0..<128).contains($0) ? UInt8($0) : nil } }

    switch byte(0) {
    case UInt8(ascii: "%"):
      if let value = ascii(number(from: 1, digits: 2, radix: 16)), byte(2) != nil { return (value, 3) }
    case UInt8(ascii: "\\"):
      switch byte(1) {
      case UInt8(ascii: "u"):
        if let value = ascii(number(from: 2, digits: 4, radix: 16)), byte(5) != nil { return (value, 6) }
      case UInt8(ascii: "x"):
        if let value = ascii(number(from: 2, digits: 2, radix: 16)), byte(3) != nil { return (value, 4) }
      case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return (nil, 2)
      default: break
      }
    case UInt8(ascii: "&") where byte(1) == UInt8(ascii: "#"):
      let isHexadecimal = byte(2) == UInt8(ascii: "x") || byte(2) == UInt8(ascii: "X")
      let start = isHexadecimal ? 3 : 2
      for length in 1...6 where byte(start + length) == UInt8(ascii: ";") {
        guard let value = ascii(number(from: start, digits: length, radix: isHexadecimal ? 16 : 10)) else { break }
        return (value, start + length + 1)
      }
    default: break
    }
    return (text[index].value, 1)
  }
}

extension UInt8 {
  /// The byte in lower case if it is a letter, a digit or beyond ASCII.
  fileprivate var letter: UInt8? {
    switch self {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): self + 32
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: self
    default: nil
    }
  }
}

extension [UInt8] {
  /// The bytes in base64 after `count` other bytes, without the letters that encode a part of those.
  fileprivate func base64(after count: Int) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var letters: [UInt8] = []
    var bits: UInt32 = 0
    var bitCount = 0
    for byte in [UInt8](repeating: 0, count: count) + self {
      bits = (bits << 8 | UInt32(byte)) & 0xFFFF
      bitCount += 8
      while bitCount >= 6 {
        bitCount -= 6
        letters.append(alphabet[Int(bits >> UInt32(bitCount)) & 63])
      }
    }
    if bitCount > 0 { letters.append(alphabet[Int(bits << UInt32(6 - bitCount)) & 63]) }
    return Array(letters.dropFirst([0, 2, 3][count]))
  }

  fileprivate var hexadecimal: [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}

extension ArraySlice<UInt8> {
  /// The parts of the text before, between and after the places of `needle`.
  fileprivate func split(around needle: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = self
    while let place = rest.firstRange(of: needle) {
      pieces.append(rest[..<place.lowerBound])
      rest = rest[place.upperBound...]
    }
    return pieces + [rest]
  }
}
