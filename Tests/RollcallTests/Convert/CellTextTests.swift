import Testing

@testable import Rollcall

@Suite struct `Texts of cells` {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("=1+1", "=1+1"), ("a\nb", "a\nb"), ("a\tb", "a\\u0009b"),
    ("\u{1B}[31m", "\\u001b[31m"),
    ("\u{202E}evil", "\\u202eevil"), ("a\u{0}b", "a\\u0000b"), ("_x0041_", "_x005F_x0041_"), ("_x004_", "_x004_"),
    ("__x0041_x0042_", "__x005F_x0041_x005F_x0042_"), ("\u{FFFE}", "\\ufffe"), ("Zoë 日本 🙂", "Zoë 日本 🙂"), ("x_y", "x_y"),
  ])
  func `what cannot be seen is escaped, and so is what would begin an escape`(text: String, cell: String) {
    #expect(CellText.escaped(text) == cell)
  }

  @Test func `a text that fits is whole, and a longer one ends with a mark`() {
    for letter in ["x", "é", "🙂", "\u{1}", "_x0041_"] {
      for count in [100, 5_000, 16_000, 32_767, 40_000] {
        let text = String(repeating: letter, count: count)
        let cell = CellText.escaped(text)
        #expect(cell.utf16.count <= CellText.limit)
        let whole = CellText.escaped(letter).utf16.count * count
        if whole <= CellText.limit {
          #expect(cell.utf16.count == whole)
        } else {
          #expect(cell.hasSuffix(CellText.cutMark) && cell.utf16.count > CellText.limit - 20)
        }
      }
    }
  }
}

@Suite struct `Names of sheets` {
  @Test func `names are legal, at most 31 units long, and each is there once`() {
    var names = SheetNames()
    var seen: Set<String> = []
    let long = String(repeating: "long ", count: 20)
    let wishes =
      NastyText.values + NastyText.values.map { $0.uppercased() }
      + [
        "History", "history", "'quoted'", "[a]:*?/\\", "Acme", "ACME", "acme", "Acme ", "'", "''", " ", long,
        long + "x",
      ]
      + (0..<300).map { _ in "Acme" } + (0..<50).map { _ in String(repeating: "🙂", count: 40) }
    for wish in wishes {
      let name = names.name(wish)
      #expect((1...31).contains(name.utf16.count), "\(name)")
      #expect(!name.contains { "[]:*?/\\".contains($0) } && !name.hasPrefix("'") && !name.hasSuffix("'"), "\(name)")
      #expect(name.unicodeScalars.allSatisfy(\.isHarmless) && name.lowercased() != "history", "\(name)")
      #expect(seen.insert(name.lowercased()).inserted, "\(name)")
    }
  }

  @Test func `a legal name stays as it is`() {
    var names = SheetNames()
    #expect(names.name("Acme & Co") == "Acme & Co")
    #expect(names.name("acme & co") == "acme & co (2)")
    #expect(names.name("a/b") == "a_b")
  }
}
