/// E-mail addresses that consist of ASCII names, digits and made-up domains under the reserved `.test` and `.example`.
///
/// Addresses are not unique: a few in a million collide, since ids and not addresses are the key.
struct MailAddresses: Sendable {
  private let first = PhraseTable(LatinNames.first.map(letters))
  private let last = PhraseTable(LatinNames.last.map(letters))
  private let stems = PhraseTable(
    phrases(
      in: """
        acme alpine amber anchor apex aspen atlas aurora bamboo beacon birch blue bold bright cedar chalk cobalt comet
        copper coral crest delta dune echo elm ember falcon fern flint fjord forge fox globe granite harbor hazel indigo
        iris ivory jade juniper kite lake lark lemon lily lotus lumen maple meadow mint mosaic nova oak ocean olive onyx
        opal orbit otter pearl pine pixel polar prism quartz quill raven reef ridge river sage sierra silver slate solar
        spruce stone summit swift terra tide topaz tulip vale velvet vista wave willow wren zephyr
        """))
  private let trades = PhraseTable(
    phrases(
      in: """
        air apps bank books care cloud craft data desk digital farm foods freight games goods group health home hotels
        labs lines logistics mail market media mobile motors pay power retail security shop soft studio supply systems
        tech tours trade travel works
        """))
  private let endings = PhraseTable(
    phrases(in: ".example .test .co.example .com.example .io.test .de.test .fr.test .jp.test .com.test"))

  func append(to output: inout [UInt8], using generator: inout SeededGenerator) {
    let shape = generator.below(8)
    let given = first.pick(&generator)
    if shape == 0 {
      output.append(given[given.startIndex])
    } else {
      output.append(contentsOf: given)
    }
    if shape != 1 {
      if shape > 3 { output.append(UInt8(ascii: shape == 4 ? "_" : ".")) }
      output.append(contentsOf: last.pick(&generator))
    }
    if shape < 3 || generator.oneIn(4) { output.appendDecimal(generator.below(shape == 1 ? 10_000 : 100)) }
    output.append(UInt8(ascii: "@"))
    output.append(contentsOf: stems.pick(&generator))
    if generator.oneIn(3) { output.append(UInt8(ascii: "-")) }
    output.append(contentsOf: trades.pick(&generator))
    output.append(contentsOf: endings.pick(&generator))
  }

  /// A first name in lower case, in the form of a file name.
  func appendFileName(to output: inout [UInt8], using generator: inout SeededGenerator) {
    output.append(contentsOf: first.pick(&generator))
  }

  private static func letters(_ name: String) -> String {
    String(name.lowercased().filter { $0.isASCII && $0.isLetter })
  }
}
