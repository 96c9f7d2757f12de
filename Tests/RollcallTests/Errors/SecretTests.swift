import RollcallTestSupport
import Testing

@testable import Rollcall

/// A secret shows nothing of itself by any way of printing that the language has.
@Suite struct `Secret values` {
  private static let canary = "canary-0123456789"

  private struct Holder {
    let name = "holder"
    let secret = Secret(`Secret values`.canary)
    let headers = [(name: "Authorization", value: Secret(`Secret values`.canary))]
    let optional: Secret? = Secret(`Secret values`.canary)
  }

  private enum Case {
    case with(Secret)
  }

  private func dumped<Value>(_ value: Value) -> String {
    var text = ""
    dump(value, to: &text)
    return text
  }

  @Test func `a secret is printed as dots`() {
    let secret = Secret(Self.canary)
    #expect("\(secret)" == "•••" && secret.description == "•••" && secret.debugDescription == "•••")
    #expect(String(describing: secret) == "•••" && String(reflecting: secret) == "•••")
  }

  @Test func `a secret stays hidden inside anything that is printed, reflected or dumped`() {
    let secret = Secret(Self.canary)
    let texts = [
      "\(secret)", "\([secret])", "\(["key": secret])", "\(Optional(secret) as Any)", "\(Holder())",
      "\(Case.with(secret))", "\((1, secret))", String(reflecting: Holder()), String(reflecting: [secret]),
      dumped(secret), dumped([secret]), dumped(Holder()), dumped(Case.with(secret)),
      "\(Result<Secret, Never>.success(secret))",
      "\(Mirror(reflecting: secret).children.map { "\($0)" })", "\(HTTPRequest(url: "u", headers: [("a", secret)]))",
      dumped(HTTPRequest(url: "u", headers: [("a", secret)])),
    ]
    for text in texts { #expect(!text.contains("canary") && !text.contains("0123")) }
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test func `a service and its requests do not print their token`() async throws {
    var values = SettingValues()
    values.set("crisp-api-identifier", to: "identifier-1", from: .environment)
    values.set("crisp-api-key", to: Self.canary, from: .environment)
    values.set("crisp-website-id", to: "w1", from: .flag)
    let service = try CrispService(settings: values)
    // What travels is the Base64 of identifier and key; the parts of it are masked as well.
    let forms = service.secrets.map(\.exposed)
    #expect(forms.count == 3 && forms[0] == Self.canary)
    var texts = ["\(service)", dumped(service)]
    let questions = PlannedQuestions()
    let servicePlan = try await service.prepare(keeping: nil, asking: questions)
    for question in try await questions.all(of: servicePlan, "crisp") {
      texts += ["\(question)", dumped(question)]
    }
    texts.append("\(servicePlan.source(of: Set(Table.allCases)))")
    #expect(texts.count == 11)
    for text in texts { for form in forms { #expect(!text.contains(form)) } }
  }

  @Test func `the code that sends a secret can read its value`() {
    #expect(Secret(Self.canary).exposed == Self.canary)
  }
}
