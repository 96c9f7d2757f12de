import RollcallTestSupport

@testable import Rollcall

extension ServiceFixture {
  /// Crisp with that many websites, each with none to sixty operators beside its owner, and some invitations.
  static func crisp(websites: Int, seed: UInt64) -> ServiceFixture {
    var dice = RepeatableRandom(seed: seed)
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
      let count = elements.count
      if number.isMultiple(of: 3) { elements.append(invitation(number)) }
      let list = #"{"error":false,"reason":"listed","data":[\#(elements.joined(separator: ","))]}"#
      // One with a person who left has its operators listed twice.
      script["/v1/website/\(id)/operators/list"] = Array(repeating: .body(list), count: number % 4 == 3 ? 2 : 1)
      script.merge(number % 4 < 2 ? CrispPage.noGroups(of: id) : groups(of: number, count)) { $1 }
    }
    return ServiceFixture(
      definition: .crisp, settings: settings, script: script,
      secrets: [key, "invitation-identifier", "invitation-key", "conditions-of-routing"])
  }

  /// The answers about teams and sub-inboxes: some open, some not, some with a person who left.
  private static func groups(of website: Int, _ count: Int) -> [String: [ScriptedTransport.Response]] {
    func ids(_ numbers: some Sequence<Int>) -> String {
      "[\(numbers.map { "\"user-\(website)-\($0 % count)\"" }.joined(separator: ","))]"
    }
    let gone = website % 4 == 3 ? #""gone-1","gone-2","# : ""
    let teams = [
      #"{"team_id":"t1","name":"First","emoji":"🦔","operators":\#(ids([5, 3, 1]))}"#,
      #"{"team_id":"t2","name":"Second","operators":[\#(gone)"user-\#(website)-0"]}"#,
    ]
    let conditions = #""operator":"or","conditions":[{"criterion":"segment","query":["conditions-of-routing"]}]"#
    let inboxes = [
      #"{"inbox_id":"i1","name":"Open","operators":[],\#(conditions)}"#,
      #"{"inbox_id":"i2","name":"=Few","operators":\#(ids(stride(from: 50, to: 0, by: -7))),"teams":["t1"]}"#,
      #"{"inbox_id":"i3","name":null,"teams":["t2","t1"],"team_operators":\#(ids([9, 1])),\#(conditions)}"#,
    ]
    let start = "/v1/website/website-\(website)"
    func page(_ elements: some Collection<String>, _ status: Int = 200) -> ScriptedTransport.Response {
      .status(status, #"{"error":false,"reason":"listed","data":[\#(elements.joined(separator: ","))]}"#)
    }
    return [
      "\(start)/teams/list/1": [page(teams)], "\(start)/teams/list/2": [page([])],
      "\(start)/inboxes/list/1": [page(inboxes[..<2], 206)], "\(start)/inboxes/list/2": [page(inboxes[2...])],
      "\(start)/inboxes/list/3": [page([])],
    ]
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
