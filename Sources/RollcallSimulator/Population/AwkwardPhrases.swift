/// Text that real people type into a name or a job title and that breaks careless exporters: separators, quotes, line
/// ends, formula starts, words that look like a missing value, marks that change the direction of writing.
enum AwkwardPhrases {
  static let all = SpokenPhrases([
    "=HYPERLINK(\"http://example.test\",\"open\")", "=1+1", "=cmd|' /C calc'!A0", "+49 30 901820", "-2+3", "@support",
    "Bob \"the fixer\"", "\"quoted\"", "\"", "'", "''", "a,b,,c", "Sales, EMEA; \"Key\" accounts", "line one\nline two",
    "windows\r\nline end", "\n", "ends with newline\n", "tab\there", "\tstarts with a tab", "back\\slash", "\\", "\\N",
    "C:\\Temp\\new", "😀", "🚀 Growth", "👩🏽‍💻 Developer", "👨‍👩‍👧‍👦", "🇨🇭 Swiss desk", "✨Support✨", "null", "NULL", "nil", "NaN",
    "true", "0", "007", "1e9", "None", "undefined", " leading blank", "trailing blank ", "two  blanks", "no\u{A0}break",
    "zero\u{200B}width", "line\u{2028}separator", "\u{202E}right to left\u{202C}", "e\u{301} combining",
    "\u{FEFF}marked",
    "\u{10FFFD} last plane", "<b>bold</b>", "&amp;", "%s %d", "{{first_name}}", "[1,2]", "{\"a\":1}", "],}", "a/b",
    "#1",
    "; drop table", "--", "Ünï çödé, \"mixed\"\n=1", "-", ".", "中文,\"引号\"", "שלום, \"עולם\"", "\u{8}bell\u{7F}",
  ])
}
