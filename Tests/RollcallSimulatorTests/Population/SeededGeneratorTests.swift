import Testing

@testable import RollcallSimulator

@Suite struct `Generated people and their numbers` {
  @Test func `the generator gives the published numbers of SplitMix64`() {
    var generator = SeededGenerator(seed: 1_234_567)
    let numbers = (0..<3).map { _ in generator.next() }
    #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test func `each purpose has numbers of its own, which are the same each time`() {
    var (one, again, other) = (
      SeededGenerator(seed: 1, purpose: "a"), SeededGenerator(seed: 1, purpose: "a"),
      SeededGenerator(seed: 1, purpose: "b")
    )
    let numbers = (0..<8).map { _ in one.next() }
    #expect(numbers == (0..<8).map { _ in again.next() } && !numbers.contains(other.next()))
  }

  @Test(arguments: [1, 2, 3, 1000])
  func `numbers below a bound reach all of them and stay below it`(bound: Int) {
    var generator = SeededGenerator(seed: 3)
    let numbers = Set((0..<bound * 20).map { _ in generator.below(bound) })
    #expect(numbers.count == bound && numbers.min() == 0 && numbers.max() == bound - 1)
  }

  @Test func `a table of phrases holds them as JSON, raw or in ASCII`() {
    let phrases = ["a\"b", "é", ""]
    let (raw, ascii) = (PhraseTable(phrases), PhraseTable(phrases, asciiOnly: true))
    #expect((0..<raw.count).map { String(decoding: raw[$0], as: UTF8.self) } == [#"a\"b"#, "é", ""])
    #expect(String(decoding: ascii[1], as: UTF8.self) == #"\u00e9"#)
    let spoken = SpokenPhrases(words: "Tereza_Ž\nÁnh")
    #expect(spoken.texts == ["Tereza Ž", "Ánh"])
  }

  @Test func `addresses are of domains that nobody has`() {
    let addresses = MailAddresses()
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<1000 {
      var address: [UInt8] = []
      addresses.append(to: &address, using: &generator)
      let halves = String(decoding: address, as: UTF8.self).split(separator: "@")
      #expect(halves.count == 2 && halves[0].utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
      #expect(halves[1].hasSuffix(".test") || halves[1].hasSuffix(".example"))
    }
  }

  @Test func `titles are of very many kinds`() {
    let titles = JobTitles()
    var generator = SeededGenerator(seed: 5)
    let made = Set(
      (0..<5000)
        .map { _ in
          var title: [UInt8] = []
          titles.append(to: &title, using: &generator)
          return title
        })
    #expect(made.count > 2000 && made.allSatisfy { !$0.isEmpty })
  }

  @Test func `names of the world are beyond ASCII, in scripts of both directions`() {
    let names = WorldNames.scripts.flatMap { $0.first.texts + $0.last.texts }
    #expect(
      names.allSatisfy { !$0.isEmpty } && names.count { !$0.utf8.allSatisfy { $0 < 0x80 } } * 10 > names.count * 9)
    #expect(names.contains { $0.unicodeScalars.contains { (0x590...0x6FF).contains($0.value) } })
  }
}
