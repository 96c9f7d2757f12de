/// A quotation of the place where a response stops making sense, in at most `limit` bytes.
///
/// Of JSON it shows the shape: punctuation, `true`, `false` and `null`, and the names that the service documents.
/// Strings, numbers and other names are left out (`…`). Masking the secrets that were sent would not be enough: a
/// response contains others that Rollcall does not know, such as the key of an invitation or the password of a mailbox,
/// and names and addresses of people; and in a damaged text a value can stand in the place of a name. Words that are
/// not JSON are not data of the service, and are shown with secrets masked.
package struct ResponseQuoting: Sendable {
  /// The names that can be shown.
  let names: Set<String>
  let redactor: Redactor

  static let limit = 80
  /// The limit of the text before the place, so that some of the text after it is shown as well.
  private static let limitBefore = 48

  package init(names: Set<String> = [], redactor: Redactor = Redactor([])) {
    self.names = names
    self.redactor = redactor
  }

  /// The shape of JSON around a place.
  ///
  /// - Parameters:
  ///   - text: the text, which begins outside of any string.
  ///   - place: an index of `text`, or its end.
  func shape(of text: ArraySlice<UInt8>, around place: Int) -> String {
    // A string at the place may have any length.
    let text = text[..<min(text.endIndex, place + 4096)]
    var tokens = JSONTokens(text)
    var before: [String] = []
    var after = ""
    var countBefore = 0
    var isCut = (front: false, end: false)
    while let token = tokens.next() {
      let shown = shown(token, of: text)
      // One ellipsis replaces several in a row.
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

  /// The first words of a response that is not JSON; `nil` if they might be a part of JSON.
  func words(of text: ArraySlice<UInt8>) -> String? {
    // The text is masked before it is cut, or half a secret could stand at the cut.
    let start = text.drop(while: \.isJSONWhitespace).prefix(4096)
    let isPage = start.first == UInt8(ascii: "<")
    guard isPage || !start.prefix(Self.limit).contains(where: { "\"{[@".utf8.contains($0) }) else { return nil }
    guard var words = redactor.quoteText(of: Array(start), limit: Self.limit - "…".utf8.count) else { return nil }
    while words.utf8.count > Self.limit { words.unicodeScalars.removeLast() }
    return words
  }
}

/// The tokens of a text that is mostly JSON: every text consists of them.
private struct JSONTokens {
  struct Token {
    let kind: Kind
    let range: Range<Int>
  }

  enum Kind {
    /// A brace, bracket, colon or comma.
    case mark
    /// A string in the place of a name, with a colon after it.
    case name
    /// A string, perhaps without its end.
    case string
    /// Anything else up to the next mark, quote or blank.
    case word
  }

  private let text: ArraySlice<UInt8>
  private var index: Int
  /// The mark before the present token, if nothing else stands between them.
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
