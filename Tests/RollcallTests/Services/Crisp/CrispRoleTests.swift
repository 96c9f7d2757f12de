import Testing

@testable import Rollcall

/// Roles of Crisp: what a website offers, and who holds it.
@Suite struct `Crisp roles` {
  private func page(roles: [String], chunk: Int = 256 * 1024) throws -> CrispPage {
    let elements = roles.enumerated()
      .map { CrispPage.operatorElement(["user_id": #""u\#($0.offset)""#, "role": "\"\($0.element)\""]) }
    return try CrispPage(list: #"{"error":false,"data":[\#(elements.joined(separator: ","))]}"#, chunk: chunk)
  }

  private static let owner: [String?] = [
    "website:w1:owner", "website", "w1", "owner", "Owner",
    "Reads and answers all conversations, those of closed sub-inboxes after joining them; manages operators, roles, "
      + "plugins and the website itself", "permission",
  ]
  private static let member: [String?] = [
    "website:w1:member", "website", "w1", "member", "Member",
    "Reads and answers the conversations of the website, but for those of closed sub-inboxes", "permission",
  ]

  @Test func `owner and member are offered even without a holder`() throws {
    #expect(try page(roles: ["owner"]).rows(of: .entitlements) == [Self.owner, Self.member])
    #expect(try page(roles: ["member"]).rows(of: .entitlements) == [Self.owner, Self.member])
    #expect(
      try CrispPage(list: #"{"data":[]}"#, allowEmpty: true).rows(of: .entitlements) == [Self.owner, Self.member])
  }

  @Test(arguments: [1, 200, 256 * 1024])
  func `an unknown role is kept and offered once, in order of first appearance`(chunk: Int) throws {
    let roles = ["member", "zebra", "owner", "admin", "zebra", "admin", "Owner", "zebra"]
    let page = try page(roles: roles, chunk: chunk)
    #expect(page.column("slug", of: .entitlements) == ["owner", "member", "zebra", "admin", "Owner"])
    #expect(
      page.rows(of: .entitlements).dropFirst(2).first == [
        "website:w1:zebra", "website", "w1", "zebra", nil, nil, "permission",
      ])
    #expect(page.column("role", of: .operators) == roles)
    #expect(page.column("slug", of: .grants) == roles)
    #expect(page.column("entitlement_id", of: .grants) == roles.map { "website:w1:\($0)" })
    #expect(
      page.column("grant_id", of: .grants) == roles.enumerated().map { "website:w1:\($0.element):user:u\($0.offset)" })
  }

  @Test(arguments: [1, 256 * 1024])
  func `the entitlement of every grant is offered once`(chunk: Int) throws {
    // The third and the fourth are the same to Unicode, and two ids.
    let roles = ["a:b", "😀", "é", "e\\u0301", " ", "owner ", "OWNER", "owner"]
    let page = try page(roles: roles, chunk: chunk)
    let offered = page.column("entitlement_id", of: .entitlements).compactMap { $0.map { Array($0.utf8) } }
    let held = page.column("entitlement_id", of: .grants).compactMap { $0.map { Array($0.utf8) } }
    #expect(held.count == roles.count && Set(offered).count == offered.count)
    #expect(Set(held).subtracting(offered).isEmpty)
  }

  @Test func `an unknown role is offered even without the table of grants`() throws {
    let page = try CrispPage(
      operators: CrispPage.operatorElement(["role": #""admin""#]), tables: [.entitlements])
    #expect(page.column("slug", of: .entitlements) == ["owner", "member", "admin"])
  }

  @Test(arguments: [nil, "null"] as [String?])
  func `an operator without a role is exported and holds nothing`(role: String?) throws {
    let page = try CrispPage(operators: CrispPage.operatorElement(["role": role]))
    #expect(page.column("role", of: .operators) == [nil] && page.column("status", of: .operators) == ["enabled"])
    #expect(page.rows(of: .grants).isEmpty)
    #expect(page.column("slug", of: .entitlements) == ["owner", "member"])
  }

  @Test func `a role with an empty name is treated as an unknown role`() throws {
    let page = try CrispPage(operators: CrispPage.operatorElement(["role": #""""#]))
    #expect(page.column("role", of: .operators) == [""] && page.column("slug", of: .grants) == [""])
    #expect(page.column("slug", of: .entitlements) == ["owner", "member", ""])
    #expect(page.column("purpose", of: .entitlements).last == "permission")
  }
}
