/// The words of a web page or a plain text that reveal its origin.
enum WebPage {
  /// The title of a page, or else its first heading, or else its first visible words.
  ///
  /// - Returns: about `limit` bytes at most, with secrets masked; `nil` without words.
  static func words(of body: some Collection<UInt8>, redactor: Redactor, limit: Int = 100) -> String? {
    let page = String(decoding: body, as: UTF8.self)
    let candidates = [content(of: "title", in: page), content(of: "h1", in: page), page[...]]
    for case let text? in candidates {
      let words = unescaped(withoutMarkup(text)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if !words.isEmpty { return redactor.quote(words.utf8, limit: limit) }
    }
    return nil
  }

  /// Whether the body is a page, not plain words.
  static func isPage(_ body: some Collection<UInt8>) -> Bool {
    body.first { !$0.isJSONWhitespace && !$0.isByteOrderMark } == UInt8(ascii: "<")
  }

  private static func content(of tag: String, in page: String) -> Substring? {
    guard let name = range(of: "<" + tag, in: page[...]),
      let end = page[name.upperBound...].firstIndex(of: ">"),
      let close = range(of: "</" + tag, in: page[end...])
    else { return nil }
    return page[page.index(after: end)..<close.lowerBound]
  }

  /// The place of a tag in any spelling.
  private static func range(of tag: String, in text: Substring) -> Range<String.Index>? {
    var rest = text
    while let start = rest.firstIndex(of: "<") {
      let word = rest[start...].prefix(tag.count)
      if word.lowercased() == tag { return word.startIndex..<word.endIndex }
      rest = rest[rest.index(after: start)...]
    }
    return nil
  }

  /// The text without tags, comments, styles and scripts.
  private static func withoutMarkup(_ text: Substring) -> String {
    var shown = ""
    var rest = text
    while let start = rest.firstIndex(of: "<") {
      shown += rest[..<start] + " "
      rest = rest[start...]
      let hidden = ["script", "style"].first { rest.dropFirst().prefix($0.count).lowercased() == $0 }
      let end =
        if let hidden {
          range(of: "</" + hidden, in: rest)?.upperBound ?? rest.endIndex
        } else {
          rest.hasPrefix("<!--") ? rest.firstRange(of: "-->")?.lowerBound ?? rest.endIndex : rest.startIndex
        }
      guard let close = rest[end...].firstIndex(of: ">") else {
        return shown + (end == rest.startIndex ? rest.dropFirst() : "")
      }
      rest = rest[rest.index(after: close)...]
    }
    return shown + rest
  }

  /// The text with the few escapes undone that occur in titles.
  private static func unescaped(_ text: String) -> String {
    let escapes = [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&apos;", "'"), ("&nbsp;", " "),
      ("&ndash;", "–"), ("&mdash;", "—"), ("&hellip;", "…"), ("&amp;", "&"),
    ]
    return escapes.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
}

extension UInt8 {
  /// Whether the byte belongs to the mark that some editors put before UTF-8.
  fileprivate var isByteOrderMark: Bool { self == 0xEF || self == 0xBB || self == 0xBF }
}
