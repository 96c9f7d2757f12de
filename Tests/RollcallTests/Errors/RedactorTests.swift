import RollcallTestSupport
import Testing

@testable import Rollcall

/// What a service said may be quoted once no secret is in it any more.
@Suite struct `Quotations from a service` {
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
  func `a quotation is one line without control characters`(text: String, shown: String) {
    #expect(quote(text).unicodeScalars.elementsEqual(shown.unicodeScalars))
  }

  @Test func `a secret of dots is masked as dots`() {
    let dots = String(repeating: "•••", count: 4)
    #expect(Redactor([Secret(dots)]).quote(Array("<\(dots)>".utf8), limit: 80) == "<•••>")
  }

  @Test func `bytes that are not text can be quoted`() {
    for bytes in [[0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F]] as [[UInt8]] {
      #expect(!redactor.quote(bytes, limit: 10).isEmpty)
    }
    #expect(redactor.quote(Array("0123456789abcdef".utf8) + [0xFF], limit: 100).hasPrefix("•••"))
  }

  @Test func `a secret that is too short masks nothing`() {
    #expect(
      Redactor([Secret(""), Secret("e"), Secret("1234567")]).quote("eee 1234567".utf8, limit: 50) == "eee 1234567")
  }

  // MARK: - Other forms

  private static let token = "9XkQmT4vR7sWpY2bZcD5eFgH"

  private static func spelled(_ before: String, _ after: String = "", radix: Int = 16) -> String {
    token.utf8.map { before + String($0, radix: radix) + after }.joined()
  }

  private static let pieces: [String] = [
    token.lowercased(), String(token.prefix(8)), String(token.suffix(11)), String(token.dropFirst(5).prefix(9)),
    "9XkQmT4v-R7sWpY2b-ZcD5eFgH", token.map { String($0) }.joined(separator: " "),
  ]

  private static let encodings: [String] = [
    spelled("%"), spelled("%25"), spelled("\\u00"), spelled("&#", ";", radix: 10), spelled(""),
    "OVhrUW1UNHZSN3NXcFkyYlpjRDVlRmdI", "OVhrUW1UNHZSN3NX",
    // The base64 of what stands behind one and behind two other bytes.
    "lYa1FtVDR2UjdzV3BZMmJaY0Q1ZUZnS", "5WGtRbVQ0dlI3c1dwWTJiWmNENWVGZ0",
  ]

  @Test(arguments: pieces + encodings)
  func `a secret is masked in every form in which a service may repeat it`(form: String) {
    let redactor = Redactor([Secret(Self.token)])
    for (before, after) in [("", ""), ("you sent “", "”"), ("{\"x\":\"", "\"}")] {
      #expect(redactor.quote("\(before)\(form)\(after)".utf8, limit: 400) == "\(before)•••\(after)", "\(form)")
    }
  }

  @Test func `halves of a token pair are masked, and ids that only look similar are not`() {
    let redactor = Redactor([
      Secret("0f7b2c1e-1111-4222-8333-444455556666"), Secret("MGY3YjJjMWUtMTExMS00MjIyLTgzMzM="),
    ])
    #expect(redactor.quote("0F7B2C1E-1111".utf8, limit: 99) == "•••")
    #expect(redactor.quote("mgy3yjjjmwutmtex".utf8, limit: 99) == "•••")
    #expect(
      redactor.quote("8c842203-7ed8-4e29-a608-7cf78a7d2fcc".utf8, limit: 99) == "8c842203-7ed8-4e29-a608-7cf78a7d2fcc")
  }

  @Test(arguments: [1, 2, .random(in: 0 ... .max)] as [UInt64])
  func `a quotation never shows eight letters of a secret in a row, however it was changed`(seed: UInt64) {
    var random = RepeatableRandom(seed: seed)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    for round in 0..<300 {
      let secret = String(
        (0..<Int.random(in: 16...64, using: &random)).map { _ in letters.randomElement(using: &random)! })
      var text = ""
      let start = Int.random(in: 0..<secret.count / 2, using: &random)
      for letter in secret.dropFirst(start).prefix(Int.random(in: 8...secret.count, using: &random)) {
        let code = String(letter.asciiValue!, radix: 16)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: text += "%\(code)"
        case 1: text += "\\u00\(code)"
        case 2: text += " \(letter)"
        case 3: text += "-\(letter.lowercased())"
        case 4: text += "\(letter.uppercased())\n"
        case 5: text += "&#x\(code);"
        default: text += "\(letter)"
        }
      }
      let shown = Redactor([Secret(secret)]).quote("it was “\(text)” then".utf8, limit: 2000)
      let rest = shown.filter { $0 != " " && $0 != "-" }
      #expect(rest == "itwas“•••”then", "seed \(seed), round \(round): \(text)")
    }
  }

  @Test(arguments: [
    ("https://user:pass@host.test/x?token=1", "https://•••@host.test/x"),
    ("http://host.test:80/a#b", "http://host.test:80/a"),
    ("http://user:pa#ss@host.test", "http://•••"), ("http://user:12?ss@host.test", "http://•••"),
    ("user:pass@host.test:80", "•••@host.test:80"), ("no address", "no address"),
  ])
  func `an address is shown without its credentials`(address: String, shown: String) {
    #expect(Redactor.withoutCredentials(address) == shown)
  }

  @Test(arguments: ["\u{200B}", "\u{2060}", "\u{FEFF}", "\u{202E}"])
  func `invisible characters between a secret's letters do not hide it`(separator: String) {
    let secret = "s3cr3tT0kenOf24Characters"
    let text = "token \(secret.map(String.init).joined(separator: separator)) refused"
    #expect(Redactor([Secret(secret)]).quote(text.utf8, limit: 500) == "token ••• refused")
  }
}
