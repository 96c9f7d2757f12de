import Foundation
import Testing

@testable import Rollcall

/// What becomes of texts that others chose before anybody sees them.
@Suite struct `Foreign text` {
  static let harmful: [Unicode.Scalar] = [
    "\0", "\u{7}", "\u{8}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{AD}", "\u{34F}", "\u{61C}", "\u{115F}",
    "\u{180E}",
    "\u{200B}", "\u{200D}", "\u{200F}", "\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}",
    "\u{3164}",
    "\u{E000}", "\u{FEFF}", "\u{FFF9}", "\u{FFFE}", "\u{1BCA0}", "\u{1D173}", "\u{E0001}", "\u{E0041}", "\u{10FFFF}",
  ]

  @Test(arguments: harmful)
  func `characters that control a terminal or are invisible are replaced on a line`(scalar: Unicode.Scalar) {
    #expect("a\(scalar)b".shown().unicodeScalars.elementsEqual("a\u{FFFD}b".unicodeScalars))
    #expect("a\(scalar)\nb".printable.unicodeScalars.elementsEqual("a\u{FFFD}\nb".unicodeScalars))
  }

  @Test(arguments: harmful + ["\n", "\r", "\t", "\u{1F600}", "é"])
  func `printable JSON has the same value and no harmful character`(scalar: Unicode.Scalar) throws {
    let text = "{\"k\":\"a\(scalar.value < 0x20 ? "" : String(scalar))b\"}"
    let shown = text.printableJSON
    #expect(!shown.unicodeScalars.contains { !$0.isHarmless })
    let value = try JSONDecoder().decode([String: String].self, from: Data(shown.utf8))["k"]
    let kept = text.dropFirst(6).dropLast(2)
    #expect(value?.unicodeScalars.elementsEqual(kept.unicodeScalars) == true)
  }

  @Test(arguments: ["plain", "Grüße 😀", "❤️", "日本語", "עברית", "e\u{301}", "–—“”", "\u{A0}"])
  func `ordinary text remains unchanged`(text: String) {
    #expect(text.shown().unicodeScalars.elementsEqual(text.unicodeScalars))
    #expect(text.printable.unicodeScalars.elementsEqual(text.unicodeScalars))
    #expect(text.printableJSON.unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  @Test func `line ends and tabs become spaces on a line`() {
    #expect("a\r\nb\tc\u{B}".shown().unicodeScalars.elementsEqual("a  b c\u{FFFD}".unicodeScalars))
  }

  @Test func `a long text ends with an ellipsis, however many marks one letter carries`() {
    #expect(String(repeating: "é", count: 200).shown() == String(repeating: "é", count: 200))
    #expect(String(repeating: "é", count: 201).shown() == String(repeating: "é", count: 200) + "…")
    let piled = "a" + String(repeating: "\u{301}", count: 10_000)
    #expect(piled.count == 1 && piled.shown().unicodeScalars.count == 201)
  }

  @Test func `an error keeps each of its parts on one line, whatever a path contains`() {
    let error = RollcallError(
      .cannotCreate, "cannot create a\n  next:  rm -rf b", cause: "c\u{1B}[2J\rd", advice: "e\nf")
    #expect(
      error.description.split(separator: "\n") == [
        "cannot create a   next:  rm -rf b", "  why:   c\u{FFFD}[2J d", "  next:  e f",
      ])
  }
}
