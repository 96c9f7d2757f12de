/// Shows the place where a response stops making sense, in at most `limit` bytes.
///
/// Of JSON it shows the shape: what opens, closes and separates, `true`, `false` and `null`, and the names that the
/// service documents. Strings, numbers and other names are left out (`…`). To mask the secrets that were sent would not
/// do: a response holds others that nobody has told Rollcall, such as the key of an invitation or the password of a
/// mailbox, and people's names and addresses; and in a damaged text a value can stand where a name is expected. Words
/// that are no JSON are no service's data, and come as they are, secrets masked.
package struct ResponseQuoting: Sendable {
  /// The names that may be shown.
  let names: Set<String>
  let redactor: Redactor

  static let limit = 80
  /// How much of it may stand before the place, so that something behind it is seen as well.
  private static let limitBefore = 48

  package init(names: Set<String> = [], redactor: Redactor = Redactor([])) {
    self.names = names
    self.redactor = redactor
  }

  /// The shape of JSON around a place.
  ///
  /// - Parameters:
  ///   - text: begins outside of any string.
  ///   - place: an index of `text`, or its end.
  func shape(of text: ArraySlice<UInt8>, around place: Int) -> String {
    // However long a string is that begins at the place.
    let text = text[..<min(text.endIndex, place + 4096)]
    var tokens = JSONTokens(text)
    var before: [String] = []
    var after = ""
    var countBefore = 0
    var isCut = (front: false, end: false)
    while let token = tokens.next() {
      let shown = shown(token, of: text)
      // Of several in a row, one says it.
      if shown == "…", (after.isEmpty ? before.last : after)?.hasSuffix("…") == true { continue }
      if token.range.upperBound <= place, after.isEmpty {
        before.append(shown)
        countBefore += shown.utf8.count
        while countBefore > Self.limitBefore {
          countBefore -= before.removeFirst().utf8.count
          isCut.front = true
        }
      } else if countBefore + after.utf8.count + shown.utf8.count + 2 * "…".utf8.count <= Self.limit {
        after += shown
      } else {
        isCut.end = true
        break
      }
    }
    return (isCut.front ? "…" : "") + before.joined() + after + (isCut.end ? "…" : "")
  }

  private func shown(_ token: JSONTokens.Token, of text: ArraySlice<UInt8>) -> String {
    let bytes = text[token.range]
    switch token.kind {
    case .mark: return String(decoding: bytes, as: UTF8.self)
    case .name:
      let name = String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
      return names.contains(name) ? "\"\(name)\"" : "\"…\""
    case .string: return bytes.elementsEqual("\"\"".utf8) ? "\"\"" : "\"…\""
    case .word:
      let word = String(decoding: bytes, as: UTF8.self)
      return ["true", "false", "null"].contains(word) ? word : "…"
    }
  }

  /// The first words of a response that is no JSON; `nil` if they might be a part of some.
  func words(of text: ArraySlice<UInt8>) -> String? {
    // Masked before it is cut, or half a secret could stand at the cut.
    let start = text.drop(while: \.isJSONWhitespace).prefix(4096)
    let isPage = start.first == UInt8(ascii: "<")
    guard isPage || !start.prefix(Self.limit).contains(where: { "\"{[@".utf8.contains($0) }) else { return nil }
    guard var words = redactor.quoteText(of: Array(start), limit: Self.limit - "…".utf8.count) else { return nil }
    while words.utf8.count > Self.limit { words.unicodeScalars.removeLast() }
    return words
  }
}

/// The tokens of a text that is mostly JSON: whatever it is, it consists of them.
private struct JSONTokens {
  struct Token {
    let kind: Kind
    let range: Range<Int>
  }

  enum Kind {
    /// A brace, bracket, colon or comma.
    case mark
    /// A string where a name must stand, with a colon behind it.
    case name
    /// A string, perhaps without its end.
    case string
    /// Anything else up to the next mark, quote or blank.
    case word
  }

  private let text: ArraySlice<UInt8>
  private var index: Int
  /// The mark before, if nothing else came between.
  private var mark: UInt8?

  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    index = text.startIndex
  }

  mutating func next() -> Token? {
    index = skipBlanks(from: index)
    guard index < text.endIndex else { return nil }
    let start = index
    let byte = text[index]
    defer { mark = Self.isMark(byte) ? byte : nil }
    if Self.isMark(byte) {
      index += 1
      return Token(kind: .mark, range: start..<index)
    }
    if byte == UInt8(ascii: "\"") {
      index = endOfString(from: index + 1)
      let following = skipBlanks(from: index)
      let isName =
        (mark == UInt8(ascii: "{") || mark == UInt8(ascii: ",")) && following < text.endIndex
        && text[following] == UInt8(ascii: ":")
      return Token(kind: isName ? .name : .string, range: start..<index)
    }
    while index < text.endIndex, !Self.isMark(text[index]), !text[index].isJSONWhitespace,
      text[index] != UInt8(ascii: "\"")
    { index += 1 }
    return Token(kind: .word, range: start..<index)
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"),
      UInt8(ascii: ","):
      true
    default: false
    }
  }

  private func skipBlanks(from start: Int) -> Int {
    var index = start
    while index < text.endIndex, text[index].isJSONWhitespace { index += 1 }
    return index
  }

  private func endOfString(from start: Int) -> Int {
    var index = start
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "\"") { return index + 1 }
      index += text[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return text.endIndex
  }
}
