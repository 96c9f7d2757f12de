import Testing

@testable import Rollcall

@Suite struct `The text of a document` {
  private func differences(_ found: String) -> [String] {
    let differences = DifferenceList()
    DocumentText(file: "manifest.json", differences: differences)
      .check(Array(found.utf8), against: Array(#"{"a":{"b":[1,true,"x"]},"c":null}"#.utf8))
    return differences.first.map(\.message)
  }

  @Test(arguments: [
    #"{"a":{"b":[1,true,"x"]},"c":null}"#, #" { "c" : null , "a":{"b":[1,true,"\u0078"]}} "#,
  ])
  func `other spaces, escapes and orders of names are no difference`(text: String) {
    #expect(differences(text) == [])
  }

  @Test(arguments: [
    (#"{"a":{"b":[1,true,"x"]}}"#, "“c” is missing"),
    (#"{"a":{"b":[1,true,"x"]},"c":null,"c":null}"#, "“c” is there twice"),
    (#"{"a":{"b":[1,true,"x"],"B":1},"c":null}"#, "“a.B” does not belong there"),
    (#"{"a":{"b":[1,true]},"c":null}"#, "“a.b” has 2 elements, but should have 3"),
    (#"{"a":{"b":[1,"true","x"]},"c":null}"#, "“a.b.1” should be a boolean but is a string"),
    (#"{"a":{"b":[2,true,"x"]},"c":null}"#, "“a.b.0” has an ambiguous value"),
    (#"{"a":{"b":[1,true,"x"]},"c":null"#, "it is not JSON that every reader accepts"),
    ("[]", "it should be an object but is an array"),
  ])
  func `each difference is named with its place`(text: String, message: String) {
    #expect(differences(text) == [message])
  }
}
