@testable import Rollcall

extension ServiceFixture {
  /// Crisp with that many websites, each with none to sixty operators beside its owner, and some invitations.
  static func crisp(websites: Int, seed: UInt64) -> ServiceFixture {
    var dice = Dice(seed: seed)
    let key = "fixture-key-0123456789abcdef"
    var settings = SettingValues()
    settings.set("crisp-base-url", to: "https://crisp.test", from: .flag)
    settings.set("crisp-api-identifier", to: "fixture-identifier", from: .environment)
    settings.set("crisp-api-key", to: key, from: .environment)
    var script: [String: [ScriptedTransport.Response]] = [:]
    for number in 0..<websites {
      let id = "website-\(number)"
      settings.set("crisp-website-id", to: id, from: .flag)
      script["/v1/website/\(id)"] = [
        .body(#"{"error":false,"reason":"resolved","data":{"name":"Website \#(number)","domain":"\#(id).test"}}"#)
      ]
      var elements = [element(number, 0, role: "owner")]
      for person in 1..<Int.random(in: 1...60, using: &dice) {
        elements.append(element(number, person, role: person.isMultiple(of: 17) ? "auditor" : "member"))
      }
      if number.isMultiple(of: 3) { elements.append(invitation(number)) }
      let list = #"{"error":false,"reason":"listed","data":[\#(elements.joined(separator: ","))]}"#
      script["/v1/website/\(id)/operators/list"] = [.body(list)]
    }
    return ServiceFixture(
      definition: .crisp, settings: settings, script: script,
      secrets: [key, "invitation-identifier", "invitation-key"])
  }

  private static func element(_ website: Int, _ person: Int, role: String) -> String {
    #"""
    {"type":"operator","details":{"user_id":"user-\#(website)-\#(person)","email":"p\#(person)@w\#(website).test",
    "first_name":"Zoë, \"the ☃\"","last_name":"=cmd\#(person)","role":"\#(role)","title":null,"has_token":true,
    "availability":"online","avatar":""}}
    """#
  }

  private static func invitation(_ website: Int) -> String {
    #"""
    {"type":"invite","details":{"email":"guest@w\#(website).test","role":"member",
    "identifier":"invitation-identifier","key":"invitation-key"}}
    """#
  }
}
