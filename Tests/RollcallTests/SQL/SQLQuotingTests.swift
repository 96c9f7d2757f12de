import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `Names and texts in SQL` {
  @Test func `a quote is doubled, a backslash is one, and what is invisible is joined by its number`() {
    let quoting = SQLQuoting(nameQuote: "\"", escapes: .joined(function: "chr"))
    #expect(quoting.name("grants") == "\"grants\"" && quoting.names(["a", "b"]) == "\"a\", \"b\"")
    #expect(quoting.literal("it's a \\ $1") == "'it''s a \\ $1'")
    #expect(quoting.literal("") == "''" && quoting.literal("\n") == "chr(10)")
    #expect(quoting.literal("a\nb'") == "('a' || chr(10) || 'b''')")
    #expect(quoting.literal("\u{202E}😀") == "(chr(8238) || '😀')")
  }

  @Test func `a backslash escapes quotes, backslashes, dollars and what is invisible`() {
    let quoting = SQLQuoting(nameQuote: nil, escapes: .backslash)
    #expect(quoting.name("grants") == "grants")
    #expect(quoting.literal("it's \\ $$") == "'it\\u0027s \\u005C \\u0024\\u0024'")
    #expect(quoting.literal("a\nb\u{10FFFF}é") == "'a\\u000Ab\\uDBFF\\uDFFFé'")
  }

  @Test func `bytes are escaped where the engine knows no numbers of characters`() {
    let quoting = SQLQuoting(nameQuote: "`", escapes: .backslashBytes)
    #expect(quoting.literal("it's \\ $\n\u{202E}é") == "'it\\x27s \\x5C $\\x0A\\xE2\\x80\\xAEé'")
  }

  @Test(arguments: SQLEngine.all)
  func `every nasty text is a literal of one line without anything invisible`(engine: SQLEngine) {
    for text in NastyText.values {
      let literal = engine.dialect.literal(text)
      #expect(literal.unicodeScalars.allSatisfy { $0.isHarmless }, "\(literal)")
      #expect(literal.last == "'" || literal.last == ")", "\(literal)")
    }
  }
}
