import Testing

@testable import Rollcall

/// `HTML`, `HTMLOutput` and `LongList`: nothing from elsewhere becomes markup.
@Suite struct `Pieces of a page` {
  @Test func `a value is escaped and isolated`() {
    let value = "<script>alert('x')</script> & \"quoted\""
    #expect(
      "<p>\(value)</p>" as HTML
        == "<p><bdi>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted&quot;</bdi></p>")
    #expect("\(words: "a < b")" as HTML == "a &lt; b")
  }

  @Test(arguments: NastyText.values) func `no value has a tag, a quotation mark or a control character`(value: String) {
    let html: HTML = "\(value, limit: .max)"
    let text = String(decoding: html.bytes, as: UTF8.self).dropFirst("<bdi>".count).dropLast("</bdi>".count)
    #expect(!text.contains { "<>\"'".contains($0) })
    #expect(text.unicodeScalars.allSatisfy { $0.isHarmless })
  }

  @Test func `a long value is cut`() {
    let html: HTML = "\(String(repeating: "x", count: 1_000))"
    #expect(html.bytes.count == "<bdi></bdi>".utf8.count + HTML.valueLimit + "…".utf8.count)
  }

  @Test func `numbers have commas, and pieces stay pieces`() {
    let piece: HTML = "<b>\(1_234_567)</b>"
    #expect("<p>\(piece)</p>" as HTML == "<p><b>1,234,567</b></p>")
    #expect(["a", "b", "c"].joined(by: ", ") as HTML == "a, b, c")
  }

  @Test func `a long list shows its first rows, and says how many more there are and what lists them`() {
    var list = LongList(limit: 2)
    for row in 1...1_005 { list.add("<td>\(row)</td>") }
    #expect(list.count == 1_005)
    let end: HTML =
      "and 1,003 more people. This command lists all: <code><bdi>rollcall access &#39;a b&#39;</bdi></code></p>"
    let table = list.table("People", ["Number"], command: "rollcall access 'a b'")
    let rows = "<tbody>\n<tr><td>1</td></tr>\n<tr><td>2</td></tr>\n</tbody>"
    #expect(String(decoding: table.bytes, as: UTF8.self).contains(rows))
    #expect(table.bytes.suffix(end.bytes.count) == end.bytes[...])
    #expect(LongList(limit: 2).table("People", ["Number"], command: "").isEmpty)
  }

  @Test func `rows that lead come first, whenever they are added`() {
    var list = LongList(limit: 3)
    for row in 1...9 { list.add(isLeading: row > 4 && row < 7, "<td>\(row)</td>") }
    let text = String(decoding: list.table("People", ["Number"], command: "c").bytes, as: UTF8.self)
    #expect(text.contains("<tr><td>5</td></tr>\n<tr><td>6</td></tr>\n<tr><td>1</td></tr>\n</tbody>") && list.count == 9)
  }

  @Test func `an output writes everything in order, whatever fits into its memory`() throws {
    let file = MemoryFile()
    var output = HTMLOutput(to: MemorySink(file))
    for number in 0..<20_000 { try output.add("<p>\(number)</p>") }
    try output.flush()
    let lines = String(decoding: file.current.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 20_000 && lines[1_234] == "<p>1,234</p>")
  }
}
