import Testing

@testable import Rollcall

/// CSV byte by byte: what is quoted, what is bare, and how rows end.
@Suite struct `CSV rows` {
  private let tenant = Tenant.example()

  private func encode(
    _ table: Table, _ rows: [[String?]], header: Bool = false, _ change: (inout EncodingOptions) -> Void = { _ in }
  ) -> String {
    var options = EncodingOptions(snapshotAt: Timestamp(milliseconds: 1_793_491_200_000))
    change(&options)
    var encoder = OutputFormat.csv.makeEncoder(table, options)
    var output: [UInt8] = []
    if header { encoder.encodeHeader(into: &output) }
    encoder.encode(RowBatch(table, rows, tenant: tenant), into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func `an operator is written as a row with its header`() {
    let row: [String?] = [
      "u1", "ada@example.test", "Ada Lovelace", "Ada", "Lovelace", nil, "owner", "enabled", nil, "true", "online",
      "2026-10-31T12:00:00.000Z", nil, "{}",
    ]
    #expect(
      encode(.operators, [row], header: true) == """
        snapshot_at,service,instance,tenant_id,operator_id,email,display_name,first_name,last_name,title,role,status,\
        status_detail,two_factor_enabled,availability,last_active_at,avatar_url,attributes
        "2026-11-01T00:00:00.000Z","guild","https://guild.test","w1","u1","ada@example.test","Ada Lovelace","Ada","Lovelace",,"owner",\
        "enabled",,true,"online","2026-10-31T12:00:00.000Z",,"{}"

        """)
  }

  @Test func `a resource is written as a row with its header`() {
    let row: [String?] = ["website", "w1", "", nil, nil, #"{"domain":"a.test","logo":null,"verified":true}"#]
    #expect(
      encode(.resources, [row], header: true) == """
        snapshot_at,service,instance,tenant_id,resource_type,resource_id,display_name,parent_resource_type,parent_resource_id,\
        attributes
        "2026-11-01T00:00:00.000Z","guild","https://guild.test","w1","website","w1","",,,\
        "{""domain"":""a.test"",""logo"":null,""verified"":true}"

        """)
  }

  @Test func `an entitlement is written as a row with its header`() {
    let row: [String?] = ["website:w1:owner", "website", "w1", "owner", "Owner", nil, "permission"]
    #expect(
      encode(.entitlements, [row], header: true) == """
        snapshot_at,service,instance,tenant_id,entitlement_id,resource_type,resource_id,slug,display_name,description,purpose
        "2026-11-01T00:00:00.000Z","guild","https://guild.test","w1","website:w1:owner","website","w1","owner","Owner",,"permission"

        """)
  }

  @Test func `grants are written as rows with one header`() {
    let row: [String?] = ["website:w1:owner:user:u1", "website:w1:owner", "website", "w1", "owner", "u1", nil]
    #expect(
      encode(.grants, [row, row], header: true) == """
        snapshot_at,service,instance,tenant_id,grant_id,entitlement_id,resource_type,resource_id,slug,operator_id,operator_email
        "2026-11-01T00:00:00.000Z","guild","https://guild.test","w1","website:w1:owner:user:u1","website:w1:owner","website","w1","owner","u1",
        "2026-11-01T00:00:00.000Z","guild","https://guild.test","w1","website:w1:owner:user:u1","website:w1:owner","website","w1","owner","u1",

        """)
  }

  @Test func `NULL is written as an empty field and the empty string as two quotes`() {
    let row = encode(.resources, [["website", "r", nil, "", nil, "{}"]])
    #expect(row.hasSuffix(#","website","r",,"",,"{}""# + "\n"))
  }

  @Test(arguments: [("true", ",true,"), ("false", ",false,"), (nil, ",,")] as [(String?, String)])
  func `booleans are written without quotes`(value: String?, field: String) {
    let row = encode(.operators, [Table.operators.row(["two_factor_enabled": value], filler: "x")])
    #expect(row.contains(#""x"\#(field)"x""#))
  }

  @Test(arguments: [
    ("\"", "\"\"\"\""), ("\"\"", "\"\"\"\"\"\""), ("a\"b", "\"a\"\"b\""), ("\"a\"", "\"\"\"a\"\"\""),
    ("a,b", "\"a,b\""),
    ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("a\tb", "\"a\tb\""), (#"a\b"#, #""a\b""#), ("\u{0}", "\"\u{0}\""),
    (" a ", "\" a \""), ("😀", "\"😀\""), ("NULL", "\"NULL\""), ("=1+1", "\"=1+1\""), ("'", "\"'\""),
  ])
  func `only quotes are changed in a text`(value: String, field: String) {
    let row = encode(.resources, [["website", "r", value, nil, nil, "{}"]])
    #expect(
      row.utf8.elementsEqual(
        (#""2026-11-01T00:00:00.000Z","guild","https://guild.test","w1","website","r","# + field + #",,,"{}""# + "\n")
          .utf8))
  }

  @Test func `rows and the header end with CR and LF on request, and texts keep their own line ends`() {
    let row: [String?] = ["website", "r", "a\nb", nil, nil, "{}"]
    let csv = encode(.resources, [row, row], header: true) { $0.format.csvLineEnding = .crlf }
    let line = #""2026-11-01T00:00:00.000Z","guild","https://guild.test","w1","website","r","a"# + "\n" + #"b",,,"{}""#
    let header =
      "snapshot_at,service,instance,tenant_id,resource_type,resource_id,display_name,parent_resource_type,"
      + "parent_resource_id,attributes"
    #expect(csv.utf8.elementsEqual("\(header)\r\n\(line)\r\n\(line)\r\n".utf8))
  }

  @Test func `a batch without rows of the table writes nothing`() {
    #expect(encode(.grants, []) == "")
    var encoder = OutputFormat.csv.makeEncoder(.grants, EncodingOptions(snapshotAt: .now))
    var output: [UInt8] = []
    encoder.encode(RowBatch(.resources, [["website", "r", nil, nil, nil, "{}"]]), into: &output)
    #expect(output.isEmpty)
  }

  @Test func `the leading columns are those of each batch's tenant`() {
    var encoder = OutputFormat.csv.makeEncoder(.resources, EncodingOptions(snapshotAt: Timestamp(milliseconds: 0)))
    var output: [UInt8] = []
    for id in ["a", "b\"c", "a"] {
      let batch = RowBatch(
        .resources, [["website", id, nil, nil, nil, "{}"]],
        tenant: .example(id))
      encoder.encode(batch, into: &output)
    }
    #expect(
      String(decoding: output, as: UTF8.self) == """
        "1970-01-01T00:00:00.000Z","guild","https://guild.test","a","website","a",,,,"{}"
        "1970-01-01T00:00:00.000Z","guild","https://guild.test","b""c","website","b""c",,,,"{}"
        "1970-01-01T00:00:00.000Z","guild","https://guild.test","a","website","a",,,,"{}"

        """)
  }
}
