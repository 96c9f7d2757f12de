import Testing

@testable import Rollcall

/// Wherever an answer of Crisp names its website, that is the one that was asked for.
@Suite struct `Website ids in Crisp's answers` {
  private static let elements = [
    CrispPage.operatorElement(["website_id": #""other""#]),
    #"{"type":"operator","website_id":"other","details":{"user_id":"u2","role":"member"}}"#,
    #"{"type":"invite","website_id":7,"details":{"email":"x@y.test"}}"#,
  ]

  @Test(arguments: elements)
  func `a list with an element of another website contradicts itself`(element: String) {
    let right = CrispPage.operatorElement(["website_id": #""W1""#])
    let error = #expect(throws: DecodeError.self) { try CrispPage(operators: right, right, element) }
    #expect(error?.isContradiction == true && error?.message.contains("`website_id`") == true)
  }

  @Test(arguments: [#""w1""#, #""W1""#, "null", nil])
  func `an element that names its own website, or none, is accepted`(website: String?) throws {
    let page = try CrispPage(operators: CrispPage.operatorElement(["website_id": website]))
    #expect(page.rows(of: .operators).count == 1)
  }

  @Test func `an answer about another website contradicts the request`() {
    let body = #"{"error":false,"data":{"website_id":"w2","name":"n"}}"#
    let error = #expect(throws: DecodeError.self) { try CrispPage(website: body) }
    #expect(error?.isContradiction == true)
  }
}
