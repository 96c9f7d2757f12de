import Testing

@testable import Rollcall

/// What a service said may be quoted once no secret is in it any more.
@Suite struct `Quoting a service` {
  private let redactor = Redactor([
    Secret("0123456789abcdef"), Secret("ZZZZyyyyXXXX"), Secret("0123456789abcdef-longer"),
  ])

  private func quote(_ text: String, limit: Int = 200) -> String { redactor.quote(text.utf8, limit: limit) }

  @Test(arguments: [
    ("nothing in it", "nothing in it"),
    ("0123456789abcdef", "•••"),
    ("key=0123456789abcdef;", "key=•••;"),
    ("0123456789abcdef0123456789abcdef", "••••••"),
    ("0123456789abcdef ZZZZyyyyXXXX", "••• •••"),
    ("ZZZZyyyyXXXXZZZZyyyyXXXX0123456789abcdef!", "•••••••••!"),
    ("0123456789abcdef-longer", "•••"),
    ("01234567", "•••"), ("0123456", "0123456"), ("89abcdef", "•••"), ("3456789ABC", "•••"), ("ZZZZyyyyXXXx", "•••"),
    ("00123456789abcdeff", "0•••f"),
  ])
  func `every secret is masked wherever it stands`(text: String, shown: String) {
    #expect(quote(text) == shown)
  }

  @Test func `a cut never leaves a part of a secret`() {
    for padding in 0..<40 {
      for limit in 1..<40 {
        let shown = quote(String(repeating: ".", count: padding) + "0123456789abcdef tail", limit: limit)
        for length in 1...16 { #expect(!shown.contains("0123456789abcdef".prefix(length)), "\(padding) \(limit)") }
      }
    }
  }

  @Test func `a long text is cut at the limit with an ellipsis`() {
    #expect(quote("abcdefgh", limit: 8) == "abcdefgh")
    #expect(quote("abcdefghi", limit: 8) == "abcdefgh…")
    #expect(quote("", limit: 8) == "")
  }

  @Test(arguments: [
    ("a\nb", "a b"), ("a\r\nb", "a  b"), ("a\tb", "a b"), ("\u{0}", "\u{FFFD}"), ("\u{1B}[31mred", "\u{FFFD}[31mred"),
    ("\u{7F}", "\u{FFFD}"),
    ("\u{9B}31m", "\u{FFFD}31m"), ("\u{202E}evil", "\u{FFFD}evil"), ("\u{200B}", "\u{FFFD}"), ("\u{FEFF}", "\u{FFFD}"),
    ("\u{2028}", "\u{FFFD}"),
    ("\u{2029}", "\u{FFFD}"), ("é😀", "é😀"),
  ])
  func `it is one line without control characters`(text: String, shown: String) {
    #expect(quote(text).unicodeScalars.elementsEqual(shown.unicodeScalars))
  }

  @Test func `a secret of dots ends as dots`() {
    let dots = String(repeating: "•••", count: 4)
    #expect(Redactor([Secret(dots)]).quote(Array("<\(dots)>".utf8), limit: 80) == "<•••>")
  }

  @Test func `bytes that are no text do not break it`() {
    for bytes in [[0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F]] as [[UInt8]] {
      #expect(!redactor.quote(bytes, limit: 10).isEmpty)
    }
    #expect(redactor.quote(Array("0123456789abcdef".utf8) + [0xFF], limit: 100).hasPrefix("•••"))
  }

  @Test func `a secret too short to be one masks nothing`() {
    #expect(
      Redactor([Secret(""), Secret("e"), Secret("1234567")]).quote("eee 1234567".utf8, limit: 50) == "eee 1234567")
  }
}
