import Testing

@testable import Rollcall

@Suite struct `Lists of Chatwoot` {
  private func checkFrame(_ text: String, _ path: ElementSplitter.ListPath) throws {
    var parser = JSONParser()
    try parser.withDocument(JSONText(Array(text.utf8))) { try ChatwootList.checkFrame($0, path: path) }
  }

  @Test func `a list of a million elements has no room for another one`() throws {
    try ChatwootList.checkCount(ChatwootList.maximumCount - 1)
    let error = #expect(throws: DecodeError.self) { try ChatwootList.checkCount(ChatwootList.maximumCount) }
    #expect(error?.message == "the list has more than 1000000 elements")
  }

  @Test func `an emptied list is taken, bare or as the payload`() throws {
    try checkFrame("[]", .root)
    try checkFrame(#"{"meta":{},"payload":[]}"#, .member("payload"))
  }

  @Test(
    arguments: [
      ("{}", .root), ("[1]", .root), (#"{"payload":{}}"#, .member("payload")),
      (#"{"payload":[1]}"#, .member("payload")),
      (#"{"payload":[],"payload":[]}"#, .member("payload")), ("[]", .member("payload")),
    ] as [(String, ElementSplitter.ListPath)])
  func `another frame around a list is refused`(text: String, path: ElementSplitter.ListPath) {
    #expect(throws: (any Error).self) { try checkFrame(text, path) }
  }

  @Test func `the texts of a list may have what its length makes likely`() throws {
    var held = HeldText()
    try held.add(16 << 20)
    for _ in 0..<1000 { try held.add(512) }
    try held.add(1024)
    let error = #expect(throws: DecodeError.self) { try held.add(513) }
    #expect(error?.message.contains("larger than any") == true)
  }

  @Test(
    arguments: [
      ("3", 3), (" 3 ", 3), ("https://chat.test/app/accounts/12/dashboard", 12), ("0", nil), ("-1", nil), ("٣", nil),
      ("https://chat.test/app", nil), ("three", nil),
    ] as [(String, UInt64?)])
  func `an account is named by its number or by an address of its dashboard`(text: String, number: UInt64?) {
    #expect(ChatwootAccountID(pasted: text)?.number == number)
  }
}
