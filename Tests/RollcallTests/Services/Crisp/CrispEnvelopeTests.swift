import Testing

@testable import Rollcall

@Suite struct `The envelope of Crisp's responses` {
  private func read<R>(_ text: String, _ body: (CrispEnvelope) throws -> R) throws -> R {
    var parser = JSONParser()
    return try parser.withDocument(JSONText(Array(text.utf8))) { try body(CrispEnvelope($0)) }
  }

  @Test func `the data of a success is what was asked for`() throws {
    let kind = try read(#"{"error":false,"reason":"listed","data":[]}"#) {
      try $0.data(.array, failures: CrispPage.failures).kind
    }
    #expect(kind == .array)
    // Crisp leaves `error` out of some responses.
    #expect(try read(#"{"data":{}}"#) { try $0.data(.object, failures: CrispPage.failures).kind } == .object)
  }

  @Test(arguments: [
    #"{"error":true,"reason":"listed","data":[]}"#, #"{"error":true,"data":{}}"#, #"{"error":false,"data":{}}"#,
    #"{"error":false}"#, #"{"error":"no","data":[]}"#, "[]",
  ])
  func `a response that contradicts itself is a list in no case`(text: String) throws {
    let error = #expect(throws: DecodeError.self) {
      try read(text) { try $0.data(.array, failures: CrispPage.failures).kind }
    }
    #expect(error?.isContradiction == true)
  }

  @Test func `an error in a success has the meaning of its reason`() throws {
    let failure = #expect(throws: ServiceFailure.self) {
      try read(#"{"error":true,"reason":"invalid_session","data":{}}"#) {
        try $0.data(.array, failures: CrispPage.failures).kind
      }
    }
    #expect(failure?.error.reason == "invalid_session")
  }

  @Test(arguments: [#"{"data":[1]}"#, #"{"data":[],"data":[]}"#])
  func `a list that the splitter did not empty is refused`(text: String) {
    #expect(throws: DecodeError.self) { try read(text) { try $0.emptiedList(failures: CrispPage.failures) } }
  }

  @Test(
    arguments: [
      ("8C842203-7ED8-4E29-A608-7CF78A7D2FCC", "8c842203-7ed8-4e29-a608-7cf78a7d2fcc"), ("Test_1", "Test_1"),
      (
        "https://app.crisp.chat/website/8c842203-7ed8-4e29-a608-7cf78a7d2fcc/inbox/",
        "8c842203-7ed8-4e29-a608-7cf78a7d2fcc"
      ),
      ("", nil), ("a b", nil), ("..", nil), ("a/b", nil), ("%41", nil), (String(repeating: "a", count: 65), nil),
    ] as [(String, String?)])
  func `a website's id is read as Crisp writes it, or not at all`(text: String, id: String?) {
    #expect(CrispWebsiteID.read(pasted: text) == id)
  }
}
