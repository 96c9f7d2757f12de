/// Phrases laid end to end as the bytes between two JSON quotes: choosing one is a copy, and nothing is escaped while
/// operators are generated.
struct PhraseTable: Sendable {
  private let bytes: [UInt8]
  private let ends: [Int]

  init(_ phrases: [String], asciiOnly: Bool = false) {
    var bytes: [UInt8] = []
    var ends = [0]
    for phrase in phrases {
      bytes.appendEscaped(phrase, asciiOnly: asciiOnly)
      ends.append(bytes.count)
    }
    self.bytes = bytes
    self.ends = ends
  }

  var count: Int { ends.count - 1 }

  @inline(__always)
  subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[ends[index]..<ends[index + 1]]
  }

  @inline(__always)
  func pick(_ generator: inout SeededGenerator) -> ArraySlice<UInt8> {
    self[generator.below(count)]
  }
}

/// The same phrases in both forms that JSON allows for text beyond ASCII.
struct SpokenPhrases: Sendable {
  /// The phrases as text, for sorting and for other ways of escaping.
  let texts: [String]
  private let raw: PhraseTable
  private let escaped: PhraseTable

  init(_ phrases: [String]) {
    texts = phrases
    raw = PhraseTable(phrases)
    escaped = PhraseTable(phrases, asciiOnly: true)
  }

  /// The words of `text`, separated by spaces and newlines; `_` stands for a space inside a word.
  init(words text: String) {
    self.init(phrases(in: text))
  }

  func pick(_ generator: inout SeededGenerator, asciiOnly: Bool) -> ArraySlice<UInt8> {
    asciiOnly ? escaped.pick(&generator) : raw.pick(&generator)
  }
}

/// The words of a list in source code; `_` stands for a space inside a word.
func phrases(in text: String) -> [String] {
  text.split(whereSeparator: \.isWhitespace)
    .map { word in
      String(word.map { $0 == "_" ? " " : $0 })
    }
}
