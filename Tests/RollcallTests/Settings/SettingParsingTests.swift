import Testing

@testable import Rollcall

/// What each kind of setting reads, and what it refuses.
@Suite struct `Kinds of settings` {
  private func read<Value>(_ setting: Setting<Value>, _ texts: [String]) throws -> Value? {
    var values = SettingValues()
    for text in texts { values.set(setting.declaration.name, to: text, from: .flag) }
    return try values.value(setting)
  }

  private func refuses<Value>(_ setting: Setting<Value>, _ texts: [String], _ expected: String) -> Bool {
    do {
      let value = try read(setting, texts)
      Issue.record("\(texts) was read as \(String(describing: value))")
      return false
    } catch {
      return (error as? SettingError)?.message.contains("must be \(expected)") == true
    }
  }

  @Test(arguments: [("true", true), ("1", true), ("yes", true), ("false", false), ("0", false), ("no", false)])
  func `a switch can be on or off`(text: String, value: Bool) throws {
    #expect(try read(.toggle("x", help: ""), [text]) == value)
  }

  @Test(arguments: ["", "on", "TRUE", "2", "true ", "maybe"])
  func `a switch refuses any other word`(text: String) {
    #expect(refuses(.toggle("x", help: ""), [text], "true or false"))
  }

  @Test func `a switch can be repeated`() throws {
    #expect(try read(.toggle("x", help: ""), ["true", "true"]) == true)
  }

  @Test(arguments: ["a", " ", "a b", "-", "😀", "a,b"])
  func `a text is taken unchanged`(text: String) throws {
    #expect(try read(.text("x", "X", help: ""), [text]) == text)
  }

  @Test func `a text cannot be empty or given twice`() {
    #expect(refuses(.text("x", "X", help: ""), [""], "a text that is not empty"))
    #expect(refuses(.text("x", "X", help: ""), ["a", "b"], "given once"))
  }

  @Test(arguments: [("1", 1), ("9", 9), ("05", 5)])
  func `a number within its range is accepted`(text: String, value: Int) throws {
    #expect(try read(.number("x", in: 1...9, help: ""), [text]) == value)
  }

  @Test(arguments: ["0", "10", "-1", "1.5", "", "one", "1 ", "0x1", "1e0", "99999999999999999999", "１"])
  func `the error about a number outside its range gives the range`(text: String) {
    #expect(refuses(.number("x", in: 1...9, help: ""), [text], "a whole number from 1 to 9"))
  }

  @Test func `the error about a range without an upper end gives only its lower end`() throws {
    #expect(refuses(.number("x", in: 1 ... .max, help: ""), ["0"], "a whole number from 1 but"))
    #expect(try read(.number("x", in: 1 ... .max, help: ""), ["9223372036854775807"]) == .max)
  }

  @Test(arguments: [("1", 1), ("90", 90), ("90s", 90), ("5m", 300), ("2h", 7200), ("1000000", 1_000_000)])
  func `a time can be given in seconds, minutes or hours`(text: String, seconds: Int) throws {
    #expect(try read(.duration("x", help: ""), [text]) == .seconds(seconds))
  }

  @Test(arguments: [
    "", "s", "0", "0s", "-1s", "1.5m", "5 m", "5M", "1d", "5ms", "m5", "1000001", "99999999999999999999h",
  ])
  func `a time refuses any other text`(text: String) {
    #expect(refuses(.duration("x", help: ""), [text], "a time such as 90s, 5m or 2h"))
  }

  @Test(arguments: [("200ms", 200), ("0", 0), ("2s", 2_000), ("3", 3_000), ("1m", 60_000), ("1000000ms", 1_000_000)])
  func `a short time can be given in milliseconds, too`(text: String, milliseconds: Int) throws {
    #expect(try read(.shortDuration("x", help: ""), [text]) == .milliseconds(milliseconds))
  }

  @Test(arguments: ["", "ms", "-1ms", "1.5ms", "5 ms", "5MS", "5mss", "m5", "1000001ms", "1us"])
  func `a short time refuses any other text`(text: String) {
    #expect(refuses(.shortDuration("x", help: ""), [text], "a time such as 200ms or 2s"))
  }

  @Test(arguments: [("40/10s", 40, 10), ("1/1", 1, 1), ("3000/1m", 3_000, 60)])
  func `a rate is a number and a time`(text: String, count: Int, seconds: Int) throws {
    #expect(try read(.rate("x", help: ""), [text]) == Rate(count: count, seconds: seconds))
  }

  @Test(arguments: ["", "40", "40/", "/10s", "0/1s", "40/0s", "-1/1s", "1.5/1s", "40/10s/2", "40 / 10s", "40/10ms"])
  func `a rate refuses any other text`(text: String) {
    #expect(refuses(.rate("x", help: ""), [text], "a number and a time such as 40/10s"))
  }

  @Test(arguments: [("2%", 20_000), ("2", 20_000), ("0", 0), ("100%", 1_000_000), ("0.5%", 5_000), ("0.0001", 1)])
  func `a share is a percentage`(text: String, millionths: Int) throws {
    #expect(try read(.share("x", help: ""), [text]) == Share(millionths: millionths))
  }

  @Test(arguments: ["", "%", "-1%", "101", "100.1%", "1e1", "nan", "0x1", "2 %", "2%%", "1.2.3", ".", "٢%"])
  func `a share refuses any other text`(text: String) {
    #expect(refuses(.share("x", help: ""), [text], "a percentage from 0 to 100 such as 2%"))
  }

  @Test func `a choice accepts only its words`() throws {
    #expect(try read(.compression, ["gzip"]) == .gzip)
    #expect(try read(.compression, ["none"]) == CompressionMethod.none)
    #expect(refuses(.compression, ["GZIP"], "one of gzip, none"))
    #expect(refuses(.compression, [""], "one of gzip, none"))
  }

  @Test(
    arguments: [
      (["operators"], [.operators]), (["operators,grants"], [.operators, .grants]),
      (["grants", "operators"], [.grants, .operators]),
      (["grants,operators", "resources"], [.grants, .operators, .resources]),
    ] as [([String], [Table])])
  func `a list accepts single values and commas, and keeps their order`(texts: [String], tables: [Table]) throws {
    #expect(try read(.tables, texts) == tables)
  }

  @Test(arguments: [[""], ["operators,"], [",operators"], ["operators,,grants"], ["operators, grants"], ["people"]])
  func `a list with a gap or an unknown value is refused`(texts: [String]) {
    #expect(refuses(.tables, texts, "one or more of operators, resources, entitlements, grants"))
  }

  @Test func `the formats are csv and jsonl`() throws {
    #expect(try read(.formats, ["csv,jsonl"])?.map(\.name) == ["csv", "jsonl"])
    #expect(refuses(.formats, ["json"], "one or more of csv, jsonl"))
  }

  @Test func `a website id is safe in a path, and in lower case if it is a UUID`() throws {
    let uuid = "8C842203-7ED8-4e29-a608-7cf78a7d2fcc"
    #expect(try read(.crispWebsiteIDs, [uuid, "A_b"]) == [uuid.lowercased(), "A_b"])
    for text in ["", "a/b", "..", "a b", "a?b", "a#b", "a%2fb", "é", "a\nb", String(repeating: "a", count: 65)] {
      #expect(refuses(.crispWebsiteIDs, [text], "a website id such as"))
    }
  }

  @Test(arguments: [
    "https://app.crisp.chat/website/8c842203-7ed8-4e29-a608-7cf78a7d2fcc/inbox/",
    "https://app.crisp.chat/website/8C842203-7ED8-4E29-A608-7CF78A7D2FCC?x=/website/other#y",
    "app.crisp.chat/settings/website/8c842203-7ed8-4e29-a608-7cf78a7d2fcc", " 8c842203-7ed8-4e29-a608-7cf78a7d2fcc\n",
    "'8c842203-7ed8-4e29-a608-7cf78a7d2fcc'", "„8c842203-7ed8-4e29-a608-7cf78a7d2fcc“",
    "«\u{A0}8c842203-7ed8-4e29-a608-7cf78a7d2fcc\u{A0}»", "\u{FEFF}8c842203-7ed8-4e29-a608-7cf78a7d2fcc\u{200B}",
  ])
  func `a website id is found in a pasted text`(text: String) throws {
    #expect(try read(.crispWebsiteIDs, [text]) == ["8c842203-7ed8-4e29-a608-7cf78a7d2fcc"])
  }

  @Test(arguments: [
    "https://app.crisp.chat/website/", "https://app.crisp.chat/inbox/a", "website/a%2fb", "“”", "/website",
  ])
  func `an address without a website id is refused`(text: String) {
    #expect(refuses(.crispWebsiteIDs, [text], "a website id such as"))
  }

  @Test(arguments: [
    "3", " 3 ", "\"3\"", "’3’", "https://chat.example.com/app/accounts/3/dashboard",
    "https://chat.example.com/help/app/accounts/3/settings/agents/list?page=2", "https://x.test/api/v1/accounts/3",
  ])
  func `an account id is found in a pasted text`(text: String) throws {
    #expect(try read(.chatwootAccountIDs, [text])?.map(\.number) == [3])
  }

  @Test(arguments: [
    "https://x.test/app/accounts/0/dashboard", "https://x.test/app/login", "accounts/3", "+3", "3a", "''",
  ])
  func `an address without an account id is refused`(text: String) {
    #expect(refuses(.chatwootAccountIDs, [text], "an account id"))
  }

  @Test func `the time of a snapshot is in RFC 3339`() throws {
    #expect(try read(.snapshotAt, ["2026-11-01T01:00:00+01:00"])?.description == "2026-11-01T00:00:00.000Z")
    #expect(refuses(.snapshotAt, ["2026-11-01"], "an RFC 3339 time"))
  }
}
