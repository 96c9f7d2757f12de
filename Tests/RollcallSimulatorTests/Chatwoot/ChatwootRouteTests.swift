import Foundation
import Testing

@testable import RollcallSimulator

@Suite struct `Routes of the simulated Chatwoot` {
  private func route(_ path: String, version: ChatwootVersion = .v4_15) -> ChatwootRoute? {
    ChatwootRoute(ChatwootRoute.parts(of: path[...]), version: version)
  }

  @Test(
    arguments: [
      ("/api", .version), ("/api/v1/profile", .profile), ("/api/v1/accounts/3", .account(3)),
      ("/api/v1/accounts/3/agents", .inAccount(3, .agents)), ("//api/v1//accounts/3/teams/", .inAccount(3, .teams)),
      ("/api/v1/accounts/3/teams/5/team_members", .inAccount(3, .teamMembers(5))),
      ("/api/v1/accounts/3/inboxes.json", .inAccount(3, .inboxes)), ("/api/v1/accounts/3x", .account(3)),
      ("/api/v1/accounts/3/inbox_members/8", .inAccount(3, .inboxMembers(8))), ("/app/anything/at/all", .dashboard),
      ("/api/v1/accounts/x", .account(0)),
    ] as [(String, ChatwootRoute)])
  func `a path is read as Rails reads it`(path: String, expected: ChatwootRoute) {
    #expect(route(path) == expected)
  }

  @Test(arguments: ["", "/api/v2/profile", "/api/v1", "/api/v1/accounts/3/agents/1", "/api/v1/accounts/3/members"])
  func `a path without a route has none`(path: String) {
    #expect(route(path) == nil)
  }

  @Test func `custom roles have a route in Enterprise only`() {
    #expect(route("/api/v1/accounts/3/custom_roles") == .inAccount(3, .customRoles))
    #expect(route("/api/v1/accounts/3/custom_roles", version: .v4_15Community) == nil)
  }

  @Test(arguments: [
    ("plain", #""plain""#), ("<b> & \"c\"\\", #""\u003cb\u003e \u0026 \"c\"\\""#), ("é\u{2028}", #""é\u2028""#),
    ("\u{8}\u{C}", #""\b\f""#),
  ])
  func `texts are escaped as Rails escapes them`(text: String, json: String) throws {
    var output: [UInt8] = []
    output.appendRails(text)
    #expect(String(decoding: output, as: UTF8.self) == json)
    #expect(try JSONSerialization.jsonObject(with: Data(output), options: .fragmentsAllowed) as? String == text)
  }

  @Test func `what is not there is null`() {
    var output: [UInt8] = []
    output.appendRails(nil as String?)
    output.appendDecimal(nil)
    output.appendDecimal(-7)
    output.appendBoolean(nil)
    output.appendBoolean(true)
    #expect(String(decoding: output, as: UTF8.self) == "nullnull-7nulltrue")
    #expect(String(decoding: jsonArray([1, 2]) { $1.appendDecimal($0) }, as: UTF8.self) == "[1,2]")
  }
}
