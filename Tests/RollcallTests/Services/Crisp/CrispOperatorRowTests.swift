import Testing

@testable import Rollcall

/// What each field of a Crisp operator becomes.
@Suite struct `Rows of a Crisp operator` {
  /// The one operator's value of a column when members of its details are changed.
  private func value(_ column: String, _ changes: [String: String?]) throws -> String? {
    let values = try CrispPage(operators: CrispPage.operatorElement(changes)).column(column, of: .operators)
    try #require(values.count == 1)
    return values[0]
  }

  @Test func `every known field of an operator goes into its column`() throws {
    let page = try CrispPage(operators: CrispPage.operatorElement())
    #expect(
      page.rows(of: .operators) == [
        [
          "u1", "ada@example.test", "Ada Lovelace", "Ada", "Lovelace", "Lead", "owner", "enabled", nil, "true",
          "online",
          nil, "https://a.test/ada.png", "{}",
        ]
      ])
    #expect(
      page.rows(of: .grants) == [
        ["website:w1:owner:user:u1", "website:w1:owner", "website", "w1", "owner", "u1", "ada@example.test"]
      ])
    #expect(page.rows(of: .resources).isEmpty)
  }

  @Test(arguments: [
    ("email", "email"), ("first_name", "first_name"), ("last_name", "last_name"), ("title", "title"),
    ("availability", "availability"),
  ])
  func `absent and null become NULL, and the empty string remains`(field: String, column: String) throws {
    #expect(try value(column, [field: nil]) == nil)
    #expect(try value(column, [field: "null"]) == nil)
    #expect(try value(column, [field: #""""#]) == "")
    #expect(try value(column, [field: #"" x\n""#]) == " x\n")
  }

  @Test func `an empty avatar becomes NULL, as an absent one does`() throws {
    #expect(try value("avatar_url", ["avatar": nil]) == nil)
    #expect(try value("avatar_url", ["avatar": "null"]) == nil)
    #expect(try value("avatar_url", ["avatar": #""""#]) == nil)
    #expect(try value("avatar_url", ["avatar": #"" ""#]) == " ")
  }

  @Test(arguments: [("true", "true"), ("false", "false"), ("null", nil), (nil, nil)] as [(String?, String?)])
  func `has_token says whether two-factor sign-in is on`(json: String?, value expected: String?) throws {
    #expect(try value("two_factor_enabled", ["has_token": json]) == expected)
  }

  @Test(
    arguments: [
      (#""Ada""#, #""Lovelace""#, "Ada Lovelace"), (#""Ada""#, #""""#, "Ada"), (#""Ada""#, "null", "Ada"),
      (#""Ada""#, nil, "Ada"), (#""""#, #""Lovelace""#, "Lovelace"), ("null", #""Lovelace""#, "Lovelace"),
      (nil, #""Lovelace""#, "Lovelace"), (#""""#, #""""#, nil), ("null", "null", nil), (nil, nil, nil),
      (#""""#, nil, nil),
      (#"" ""#, #""x""#, "  x"), (#""👩‍👩‍👧""#, #""שלום""#, "👩‍👩‍👧 שלום"), (#""a\nb""#, #""\"c\"""#, "a\nb \"c\""),
    ] as [(String?, String?, String?)])
  func `the display name joins those names that exist`(first: String?, last: String?, name: String?) throws {
    #expect(try value("display_name", ["first_name": first, "last_name": last]) == name)
  }

  @Test(arguments: [
    ("5", "5"), ("-5", "-5"), ("9007199254740993", "9007199254740993"),
    ("18446744073709551615", "18446744073709551615"),
    (#""007""#, "007"), (#""A-b""#, "A-b"),
  ])
  func `an id can be a number or a string`(json: String, id: String) throws {
    #expect(try value("operator_id", ["user_id": json]) == id)
    let page = try CrispPage(operators: CrispPage.operatorElement(["user_id": json]))
    #expect(page.column("grant_id", of: .grants) == ["website:w1:owner:user:\(id)"])
  }

  @Test(arguments: NastyText.values.filter { !$0.isEmpty && $0.utf8.count <= CrispOperatorRows.maximumRoleLength })
  func `any text except U+0000 passes through every field unchanged`(written: String) throws {
    // Databases do not take it.
    let text = written.replacing("\0", with: "\u{FFFD}")
    var json: [UInt8] = []
    json.appendJSONString(written)
    let quoted = String(decoding: json, as: UTF8.self)
    let fields = ["user_id", "email", "avatar", "first_name", "last_name", "title", "availability", "role"]
    let page = try CrispPage(
      operators: CrispPage.operatorElement(Dictionary(uniqueKeysWithValues: fields.map { ($0, quoted) })))
    let expected: [String?] = [
      text, text, "\(text) \(text)", text, text, text, text, "enabled", nil, "true", text, nil, text, "{}",
    ]
    for (value, expected) in zip(try #require(page.rows(of: .operators).first), expected) {
      #expect(value.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }
  }

  @Test func `a table that is not wanted remains empty`() throws {
    for table in [Table.operators, .entitlements, .grants] {
      let page = try CrispPage(operators: CrispPage.operatorElement(), tables: [table])
      for other in Table.allCases { #expect(page.rows(of: other).isEmpty == (other != table), "\(other) for \(table)") }
    }
  }

  @Test func `operators are the same however the response is cut`() throws {
    let list = (0..<40).map { CrispPage.operatorElement(["user_id": "\($0)", "role": #""role \#($0 % 7)""#]) }
    let body = #"{"reason":"listed","data":[\#(list.joined(separator: ", "))],"error":false}"#
    let whole = try CrispPage(list: body)
    #expect(whole.column("operator_id", of: .operators) == (0..<40).map { "\($0)" })
    for (size, chunk) in [(1, 1), (3, 500), (1000, 1), (77, 2000)] {
      let page = try CrispPage(list: body, pieces: size, chunk: chunk)
      for table in Table.allCases { #expect(page.rows(of: table) == whole.rows(of: table)) }
    }
  }
}
