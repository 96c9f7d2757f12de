import RollcallTestSupport

@testable import Rollcall

extension ServiceFixture {
  /// Chatwoot with that many accounts, each with agents, teams and inboxes, asked with an administrator's token.
  static func chatwoot(accounts: Int, seed: UInt64) -> ServiceFixture {
    var dice = RepeatableRandom(seed: seed)
    let token = "fixture-chatwoot-token-1"
    var settings = SettingValues()
    settings.set("chatwoot-base-url", to: "https://chatwoot.test", from: .flag)
    settings.set("chatwoot-api-token", to: token, from: .environment)
    settings.set("chatwoot-all-accounts", to: "true", from: .flag)
    let api = "/api/v1/accounts"
    let memberships = (1...accounts).map { #"{"id":\#($0),"name":"A","role":"administrator"}"# }
    var script: [String: [ScriptedTransport.Response]] = [
      "/api": [.body(#"{"version":"4.15.1"}"#)],
      "/api/v1/profile": [
        .body(
          #"{"id":1,"access_token":"\#(token)","pubsub_token":"fixture-pubsub","accounts":[\#(joined(memberships.reversed()))]}"#
        )
      ],
    ]
    for account in 1...accounts {
      let count = Int.random(in: 1...60, using: &dice)
      let agents = (1...count).map { agent($0, account) }
      script["\(api)/\(account)"] = [.body(#"{"id":\#(account),"name":"Account \#(account)","status":"active"}"#)]
      script["\(api)/\(account)/agents"] = [.body("[\(joined(agents.shuffled(using: &dice)))]")]
      let teams = (0..<account % 4).map { $0 * 7 + account }
      let inboxes = (0..<account % 3).map { $0 * 11 + account }
      let teamList = joined(teams.shuffled(using: &dice).map(team))
      let inboxList = joined(inboxes.shuffled(using: &dice).map(inbox))
      script["\(api)/\(account)/teams"] = [.body("[\(teamList)]")]
      script["\(api)/\(account)/inboxes"] = [.body(#"{"payload":[\#(inboxList)]}"#)]
      for team in teams {
        let members = agents.shuffled(using: &dice).prefix(team % 5) + (team.isMultiple(of: 3) ? [stale(account)] : [])
        script["\(api)/\(account)/teams/\(team)/team_members"] = [.body("[\(joined(Array(members)))]")]
      }
      for inbox in inboxes {
        let members = agents.shuffled(using: &dice).prefix(inbox % 7)
        script["\(api)/\(account)/inbox_members/\(inbox)"] = [.body(#"{"payload":[\#(joined(Array(members)))]}"#)]
      }
    }
    return ServiceFixture(
      definition: .chatwoot, settings: settings, script: script,
      secrets: [token, "fixture-pubsub", "fixture-imap-password"])
  }

  private static func joined(_ elements: [String]) -> String { elements.joined(separator: ",") }

  private static func team(_ id: Int) -> String {
    #"{"id":\#(id),"name":"t","description":null,"is_member":true}"#
  }

  private static func inbox(_ id: Int) -> String {
    #"{"id":\#(id),"name":"i","channel_type":"Channel::Email","imap_password":"fixture-imap-password"}"#
  }

  private static func agent(_ id: Int, _ account: Int) -> String {
    let role = id == 1 ? "administrator" : id.isMultiple(of: 17) ? "auditor" : "agent"
    return #"""
      {"id":\#(id),"account_id":\#(account),"availability_status":"offline","auto_offline":true,
      "confirmed":\#(!id.isMultiple(of: 5)),"email":"a\#(id)@x.test","provider":"email","available_name":"A",
      "name":"Zoë, \"the ☃\"","role":"\#(role)","thumbnail":"","custom_role_id":null}
      """#
  }

  /// A member of a team who left the account.
  private static func stale(_ account: Int) -> String {
    #"""
    {"id":900,"account_id":\#(account),"availability_status":null,"auto_offline":null,"confirmed":true,
    "email":"left@x.test","name":"=Gone","role":null,"thumbnail":"","custom_role_id":null}
    """#
  }
}
