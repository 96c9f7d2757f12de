import Testing

@testable import Rollcall

/// Wherever an answer of Crisp names its website, that is the one that was asked for.
@Suite struct `The website that Crisp's answers name` {
  private static let elements = [
    CrispPage.operatorElement(["website_id": #""other""#]),
    #"{"type":"operator","website_id":"other","details":{"user_id":"u2","role":"member"}}"#,
    #"{"type":"invite","website_id":7,"details":{"email":"x@y.test"}}"#,
  ]

  @Test(arguments: elements)
  func `is not another one's in any element of a list, with the right ones before it`(element: String) {
    let right = CrispPage.operatorElement(["website_id": #""W1""#])
    let error = #expect(throws: DecodeError.self) { try CrispPage(operators: right, right, element) }
    #expect(error?.isContradiction == true && error?.message.contains("`website_id`") == true)
  }

  @Test(arguments: [#""w1""#, #""W1""#, "null", nil])
  func `is the one that was asked for, or is not named`(website: String?) throws {
    let page = try CrispPage(operators: CrispPage.operatorElement(["website_id": website]))
    #expect(page.rows(of: .operators).count == 1)
  }

  @Test func `is not another one's in the answer about a website`() {
    let body = #"{"error":false,"data":{"website_id":"w2","name":"n"}}"#
    let error = #expect(throws: DecodeError.self) { try CrispPage(website: body) }
    #expect(error?.isContradiction == true)
  }
}
