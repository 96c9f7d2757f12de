import Testing

@testable import Rollcall

@Suite struct `Words of a web page` {
  private func words(_ page: String, limit: Int = 100) -> String? {
    WebPage.words(of: page.utf8, redactor: Redactor([Secret("canary-of-the-page")]), limit: limit)
  }

  @Test(arguments: [
    ("<html><head><title>403 Forbidden</title></head></html>", "403 Forbidden"),
    ("<TITLE lang=en>\n  ERROR: The requested\n  URL </TITLE>", "ERROR: The requested URL"),
    ("<!-- Copyright (C) The Squid --><title>Access &lt;denied&gt; &amp; more</title>", "Access <denied> & more"),
    ("<html><title></title><h1>Sign <b>in</b></h1>", "Sign in"),
    ("<html><style>a { b: c }</style><script>if (a < b) { go() }</script><p>Only this", "Only this"),
    ("<html><!-- nothing --><body><p>Blocked &#39;here&#39;", "Blocked 'here'"),
    ("<title>you sent canary-of-the-page</title>", "you sent •••"), ("Access denied", "Access denied"),
  ])
  func `a page is quoted by its title, its heading or its first words`(page: String, shown: String) {
    #expect(words(page) == shown)
  }

  @Test(arguments: ["", "  \n", "<html></html>", "<script>x", "<title> </title>", "<!-- x"])
  func `a page without words has no quotation`(page: String) {
    #expect(words(page) == nil)
  }

  @Test func `a quotation is shortened, and is one line`() {
    let shown = words("<title>\(String(repeating: "long\u{1B}[31m ", count: 100))</title>") ?? ""
    #expect(shown.unicodeScalars.count <= 101 && shown.hasSuffix("…") && !shown.unicodeScalars.contains("\u{1B}"))
  }
}
