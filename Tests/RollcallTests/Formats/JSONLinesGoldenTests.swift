import Testing

@testable import Rollcall

/// JSON Lines byte by byte.
@Suite struct `JSON Lines rows` {
  private func encode(_ table: Table, _ rows: [[String?]], tenant: String = "w1") -> String {
    let options = EncodingOptions(snapshotAt: Timestamp(milliseconds: 1_793_491_200_000))
    var encoder = OutputFormat.jsonLines.makeEncoder(table, options)
    var output: [UInt8] = []
    encoder.encodeHeader(into: &output)
    encoder.encode(
      RowBatch(table, rows, tenant: .example(tenant)), into: &output
    )
    return String(decoding: output, as: UTF8.self)
  }

  @Test func `an operator is written as one line`() {
    let row: [String?] = [
      "u1", "ada@example.test", "Ada Lovelace", "Ada", "", nil, "owner", "enabled", nil, "false", "online",
      "2026-10-31T12:00:00.000Z", nil, #"{"type":"invite"}"#,
    ]
    #expect(
      encode(.operators, [row]) == """
        {"snapshot_at":"2026-11-01T00:00:00.000Z","service":"guild","instance":"https://guild.test","tenant_id":"w1","operator_id":"u1",\
        "email":"ada@example.test","display_name":"Ada Lovelace","first_name":"Ada","last_name":"","title":null,\
        "role":"owner","status":"enabled","status_detail":null,"two_factor_enabled":false,"availability":"online",\
        "last_active_at":"2026-10-31T12:00:00.000Z","avatar_url":null,"attributes":{"type":"invite"}}

        """)
  }

  @Test func `a resource is written as one line`() {
    #expect(
      encode(.resources, [["website", "w1", "", nil, nil, #"{"domain":"a.test","logo":null,"verified":true}"#]]) == """
        {"snapshot_at":"2026-11-01T00:00:00.000Z","service":"guild","instance":"https://guild.test","tenant_id":"w1","resource_type":"website",\
        "resource_id":"w1","display_name":"","parent_resource_type":null,"parent_resource_id":null,\
        "attributes":{"domain":"a.test","logo":null,"verified":true}}

        """)
  }

  @Test func `an entitlement is written as one line`() {
    #expect(
      encode(.entitlements, [["website:w1:owner", "website", "w1", "owner", "Owner", nil, "permission"]]) == """
        {"snapshot_at":"2026-11-01T00:00:00.000Z","service":"guild","instance":"https://guild.test","tenant_id":"w1",\
        "entitlement_id":"website:w1:owner","resource_type":"website","resource_id":"w1","slug":"owner",\
        "display_name":"Owner","description":null,"purpose":"permission"}

        """)
  }

  @Test func `two grants are written as two lines`() {
    let row: [String?] = ["website:w1:owner:user:u1", "website:w1:owner", "website", "w1", "owner", "u1", nil]
    let line = """
      {"snapshot_at":"2026-11-01T00:00:00.000Z","service":"guild","instance":"https://guild.test","tenant_id":"w1",\
      "grant_id":"website:w1:owner:user:u1","entitlement_id":"website:w1:owner","resource_type":"website",\
      "resource_id":"w1","slug":"owner","operator_id":"u1","operator_email":null}

      """
    #expect(encode(.grants, [row, row]) == line + line)
  }

  @Test func `a batch without rows writes nothing, not even a header`() {
    #expect(encode(.operators, []) == "")
  }

  @Test(arguments: 0..<0x20 as Range<UInt8>)
  func `every control character is escaped`(byte: UInt8) {
    let short: [UInt8: String] = [8: #"\b"#, 9: #"\t"#, 10: #"\n"#, 12: #"\f"#, 13: #"\r"#]
    let digits = (byte < 16 ? "000" : "00") + String(byte, radix: 16)
    let escape = short[byte] ?? #"\u"# + digits
    let text = String(Unicode.Scalar(byte))
    #expect(encode(.resources, [["w", "r", text, nil, nil, "{}"]]).contains(#""display_name":"\#(escape)","#))
    #expect(encode(.resources, [["w", "r", "a\(text)b", nil, nil, "{}"]]).contains(#":"a\#(escape)b","#))
  }

  @Test(arguments: [
    (#"""#, #"\""#), (#"\"#, #"\\"#), (#"\""#, #"\\\""#), (#"""""#, #"\"\"\""#), ("/", "/"), ("\u{7F}", "\u{7F}"),
    ("\u{80}", "\u{80}"), ("\u{2028}", "\u{2028}"), ("\u{2029}", "\u{2029}"), ("😀", "😀"), ("é", "é"), ("'", "'"),
    ("\u{FEFF}", "\u{FEFF}"), ("<&>", "<&>"), (#"\u0041"#, #"\\u0041"#),
  ])
  func `only quotes and backslashes are escaped among printable characters`(text: String, escaped: String) {
    let line = encode(.resources, [["w", "r", text, nil, nil, "{}"]])
    #expect(
      line.utf8.count > 0
        && line.utf8.elementsEqual(
          """
          {"snapshot_at":"2026-11-01T00:00:00.000Z","service":"guild","instance":"https://guild.test","tenant_id":"w1","resource_type":"w",\
          "resource_id":"r","display_name":"\(escaped)","parent_resource_type":null,"parent_resource_id":null,\
          "attributes":{}}

          """
          .utf8)
    )
  }

  @Test func `the tenant's id is escaped, too`() {
    #expect(encode(.resources, [["w", "r", nil, nil, nil, "{}"]], tenant: "a\"\n").contains(#""tenant_id":"a\"\n","#))
  }

  @Test func `an object keeps the order of its members, writes null and omits absent ones`() throws {
    var parser = JSONParser()
    let text = try parser.withDocument(JSONText(Array(#"{"a":"\n\"","b":null,"d":true}"#.utf8))) { root in
      var reader = JSONFieldReader("a", "b", "c", "d")
      try reader.read(root, as: "sample")
      var writer = JSONObjectWriter()
      try writer.add("a", reader[0], expected: .string)
      try writer.add("b", reader[1], expected: .string)
      try writer.add("c", reader[2], expected: .string)
      try writer.add("d", reader[3], expected: .boolean)
      return String(decoding: writer.finish(), as: UTF8.self)
    }
    #expect(text == #"{"a":"\n\"","b":null,"d":true}"#)
  }
}
