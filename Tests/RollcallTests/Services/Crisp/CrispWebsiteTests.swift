import Testing

@testable import Rollcall

/// What a Crisp website becomes in `resources`.
@Suite struct `Rows of a Crisp website` {
  private func page(_ data: String) throws -> CrispPage {
    try CrispPage(website: #"{"error":false,"reason":"resolved","data":\#(data)}"#)
  }

  @Test func `every known field of a website goes into its column`() throws {
    let data = """
      {"website_id":"w1","name":"Acme","domain":"acme.test","logo":"https://x.test/l.png","verified":true,\
      "institutional":false,"token":"canary-token","settings":{"key":"canary-key"},"plan":null}
      """
    for size in [1, 7, 1000] {
      let page = try CrispPage(website: #"{"error":false,"data":\#(data)}"#, pieces: size)
      #expect(
        page.rows(of: .resources) == [
          [
            "website", "w1", "Acme", nil, nil,
            #"{"domain":"acme.test","institutional":false,"logo":"https://x.test/l.png","verified":true}"#,
          ]
        ])
      #expect(!page.text.contains("canary"))
      for table in [Table.operators, .entitlements, .grants] { #expect(page.rows(of: table).isEmpty) }
    }
  }

  @Test(
    arguments: [
      ("{}", nil, "{}"), (#"{"name":null}"#, nil, "{}"), (#"{"name":""}"#, "", "{}"),
      (#"{"name":"A\nB"}"#, "A\nB", "{}"),
      (#"{"logo":null}"#, nil, #"{"logo":null}"#), (#"{"logo":""}"#, nil, #"{"logo":""}"#),
      (#"{"verified":null,"domain":"d"}"#, nil, #"{"domain":"d","verified":null}"#),
      (#"{"domain":"\"\\\u0001é"}"#, nil, #"{"domain":"\"\\\u0001é"}"#),
    ] as [(String, String?, String)])
  func `absent, null and empty remain different`(data: String, name: String?, attributes: String) throws {
    let row = try page(data).rows(of: .resources)
    #expect(row == [["website", "w1", name, nil, nil, attributes]])
  }

  @Test func `an answer about another website is an error`() throws {
    #expect(try page(#"{"website_id":"W1"}"#).column("resource_id", of: .resources) == ["w1"])
    let error = #expect(throws: DecodeError.self) { try page(#"{"website_id":"other"}"#) }
    #expect(error?.message == "`website_id` is not that of the website that was asked for")
  }

  @Test(arguments: [
    (#"{"name":1}"#, "`name` should be a string but is a number"),
    (#"{"domain":["canary"]}"#, "`domain` should be a string but is an array"),
    (#"{"logo":{"x":"canary"}}"#, "`logo` should be a string but is an object"),
    (#"{"verified":"canary"}"#, "`verified` should be a boolean but is a string"),
    (#"{"institutional":1}"#, "`institutional` should be a boolean but is a number"),
    ("[]", "`data` should be an object but is an array"), ("null", "`data` should be an object but is null"),
    (#""canary""#, "`data` should be an object but is a string"),
  ])
  func `the error about a wrong type names the field and not the value`(data: String, message: String) {
    let error = #expect(throws: DecodeError.self) { try page(data) }
    #expect(error?.message == message)
  }
}
