/// The phrase tables of operators, made once for each process.
struct CrispVocabulary: Sendable {
  static let shared = CrispVocabulary()

  let addresses = MailAddresses()
  let titles = JobTitles()
  let firstNames = PhraseTable(LatinNames.first)
  let lastNames = PhraseTable(LatinNames.last)
  let imageEndings = PhraseTable([".png", ".jpg", ".jpeg", ".webp", "-2.png", ".png?v=3", "_1.jpg", ".PNG"])

  /// Keys that no client knows yet, as services add them over time. Some contain the names of known keys, brackets and
  /// braces, to mislead a client that searches for them without regard to nesting or quotes.
  let detailExtras = Self.json([
    ",\"locale\":\"de\"",
    ",\"phone\":null",
    ",\"preferences\":{\"theme\":\"dark\",\"panes\":[1,2,{\"role\":\"owner\"}]}",
    ",\"score\":-12.5e3", ",\"tags\":[]", ",\"note\":\"},{\\\"type\\\":\\\"operator\\\"\"", ",\"seat\":{}",
  ])
  let elementExtras = Self.json([
    ",\"since\":1712345678901",
    ",\"meta\":{\"details\":{\"user_id\":\"not this one\"}}", ",\"flags\":[true,false,null]",
  ])

  /// Text that is already JSON and must not be escaped again.
  private static func json(_ texts: [String]) -> [[UInt8]] {
    texts.map { Array($0.utf8) }
  }
}

extension [[UInt8]] {
  func pick(_ generator: inout SeededGenerator) -> [UInt8] {
    self[generator.below(count)]
  }
}
