import Testing

@testable import Rollcall

/// All members of an object, in their order.
@Suite struct `Members of a JSON object` {
  private func members(_ text: String) throws -> [String] {
    var parser = JSONParser()
    return try parser.withDocument(JSONText(Array(text.utf8))) { root in
      var seen: [String] = []
      root.forEachMember { name, value in seen.append("\(name)=\(value.string ?? value.kind.rawValue)") }
      return seen
    }
  }

  @Test(arguments: [
    ("{}", []), (#"{"a":"x"}"#, ["a=x"]), (#"{"b":"x","a":"y","b":"z"}"#, ["b=x", "a=y", "b=z"]),
    (#"{"":"","\u0061\n":"é"}"#, ["=", "a\n=é"]),
    (
      #"{"a":{"inner":"x","b":[1,{"c":2}]},"d":["e"],"f":null,"g":"end"}"#,
      ["a=an object", "d=an array", "f=null", "g=end"]
    ),
  ])
  func `every member is visited once, and nothing inside it`(text: String, expected: [String]) throws {
    #expect(try members(text) == expected)
  }

  @Test(arguments: ["[]", #"["a"]"#, "null", "1", #""a""#])
  func `a value that is not an object has no members`(text: String) throws {
    #expect(try members(text) == [])
  }

  @Test func `a large object is visited to its end`() throws {
    let text = "{" + (0..<10_000).map { #""k\#($0)":"v\#($0)""# }.joined(separator: ",") + "}"
    #expect(try members(text) == (0..<10_000).map { "k\($0)=v\($0)" })
  }
}
