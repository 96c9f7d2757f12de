import Testing

@testable import Rollcall

/// An invitation that is still open: listed, without access, and without what would redeem it.
@Suite struct `Open Crisp invitations` {
  private static let invitation = """
    {"type":"invite","details":{"email":"new@example.test","role":"member","identifier":"canary-identifier",\
    "key":"canary-key","future":{"token":"canary-token"}},"key":"canary-outer"}
    """

  @Test func `an invitation is a disabled, pending operator with the address as id and without a grant`() throws {
    let page = try CrispPage(operators: Self.invitation, CrispPage.operatorElement())
    #expect(
      page.rows(of: .operators).first == [
        "email:new@example.test", "new@example.test", nil, nil, nil, nil, "member", "disabled", "pending", nil, nil,
        nil,
        nil, #"{"type":"invite"}"#,
      ])
    #expect(page.column("operator_id", of: .operators) == ["email:new@example.test", "u1"])
    #expect(page.column("operator_id", of: .grants) == ["u1"])
  }

  @Test func `the secret of an invitation is not in any batch`() throws {
    #expect(try !CrispPage(operators: Self.invitation, CrispPage.operatorElement()).text.contains("canary"))
    let joined = CrispPage.operatorElement(["key": #""canary-key""#, "identifier": #""canary""#, "x": #"["canary"]"#])
    #expect(try !CrispPage(operators: joined).text.contains("canary"))
  }

  @Test func `the user id of an invitation is used if there is one`() throws {
    let element = #"{"type":"invite","details":{"user_id":"u9","email":"e@x.test","role":"owner"}}"#
    let page = try CrispPage(operators: element, CrispPage.operatorElement())
    #expect(page.column("operator_id", of: .operators) == ["u9", "u1"])
    #expect(page.column("operator_id", of: .grants) == ["u1"])
  }

  @Test(arguments: [#""""#, "null"])
  func `an empty user id of an invitation is ignored`(id: String) throws {
    let element = #"{"type":"invite","details":{"user_id":\#(id),"email":"e@x.test"}}"#
    let page = try CrispPage(operators: element, CrispPage.operatorElement())
    #expect(page.column("operator_id", of: .operators).first == "email:e@x.test")
  }

  @Test func `the type of an invitation is kept, whatever it is`() throws {
    for (json, attributes) in [
      (#""sandbox""#, #"{"type":"sandbox"}"#), (#""Operator""#, #"{"type":"Operator"}"#), (#""""#, #"{"type":""}"#),
      (#""a\"b\n😀""#, #"{"type":"a\"b\n😀"}"#),
    ] {
      let element = #"{"type":\#(json),"details":{"email":"e@x.test"}}"#
      let page = try CrispPage(operators: element, CrispPage.operatorElement())
      #expect(page.column("attributes", of: .operators) == [attributes, "{}"])
      #expect(page.column("status", of: .operators) == ["disabled", "enabled"])
    }
  }

  @Test func `the role of an invitation adds no entitlement`() throws {
    let element = #"{"type":"invite","details":{"email":"e@x.test","role":"admin"}}"#
    let page = try CrispPage(operators: element, CrispPage.operatorElement())
    #expect(page.column("slug", of: .entitlements) == ["owner", "member"])
  }

  @Test func `a list of invitations alone is refused as empty`() throws {
    #expect(throws: ServiceFailure.self) { try CrispPage(operators: Self.invitation) }
    let page = try CrispPage(operators: Self.invitation, allowEmpty: true)
    #expect(page.column("status", of: .operators) == ["disabled"])
  }

  @Test(arguments: [#"{}"#, #"{"email":""}"#, #"{"email":null,"user_id":""}"#])
  func `an invitation with neither id nor address is an error`(details: String) {
    let error = #expect(throws: DecodeError.self) {
      try CrispPage(operators: #"{"type":"invite","details":\#(details)}"#)
    }
    #expect(
      error?.message.hasPrefix("element 1 of the list: `user_id` should be a user id, or `email` an address") == true)
  }
}
