import Testing

@testable import Rollcall

/// Named fields of an object: what is there, what is null, what is not there, and what is of the wrong type.
@Suite struct `JSON fields` {
  /// Reads `a` and `b` of an object and hands the reader to `body`.
  private func reading<R>(_ text: String, _ body: (JSONFieldReader) throws -> R) throws -> R {
    var parser = JSONParser()
    return try parser.withDocument(JSONText(Array(text.utf8))) { root in
      var reader = JSONFieldReader("a", "b")
      try reader.read(root, as: "the object")
      return try body(reader)
    }
  }

  @Test func `absent, null and empty are three different values`() throws {
    try reading(#"{}"#) { #expect($0[0].kind == .absent && $0[0].isMissing) }
    try reading(#"{"a":null}"#) { #expect($0[0].kind == .null && $0[0].isMissing) }
    try reading(#"{"a":""}"#) { #expect($0[0].kind == .string && !$0[0].isMissing && $0[0].string == "") }
    try reading(#"{"a":null}"#) { fields in
      let text = try fields.utf8(0)
      let flag = try fields.bool(0)
      #expect(text == nil && flag == nil)
    }
    try reading(#"{"a":""}"#) { fields in
      let text = try fields.utf8(0)
      #expect(text?.count == 0)
    }
  }

  @Test(arguments: [
    #"{"a":1,"b":"x","a":"last"}"#, #"{"a":"first","a":null}"#, #"{"a":"first","\u0061":"escaped"}"#,
  ])
  func `a key that occurs twice is refused`(text: String) throws {
    #expect(throws: JSONFieldError.self) { try reading(text) { _ in } }
  }

  @Test func `a key written with escapes is the same key`() throws {
    try reading(#"{"\u0061":"found"}"#) { #expect($0[0].string == "found") }
  }

  @Test func `keys differ by case, spaces and length`() throws {
    try reading(#"{"A":1,"a ":2," a":3,"aa":4,"":5,"a\u0000":6}"#) { #expect($0[0].kind == .absent) }
  }

  @Test func `the fields of the previous object are forgotten`() throws {
    var parser = JSONParser()
    try parser.withDocument(JSONText(Array(#"[{"a":1,"b":2},{"b":3}]"#.utf8))) { root in
      var reader = JSONFieldReader("a", "b")
      var seen: [String] = []
      try root.forEachElement { element in
        try reader.read(element, as: "the element")
        seen.append("\(reader[0].integerText ?? "-")\(reader[1].integerText ?? "-")")
      }
      #expect(seen == ["12", "-3"])
    }
  }

  @Test func `a nested object can be read through its field`() throws {
    let inner = try reading(#"{"b":{"x":[],"a":"inner"},"a":"outer"}"#) { fields in
      var reader = JSONFieldReader("a")
      try reader.read(fields[1], as: "b")
      return reader[0].string
    }
    #expect(inner == "inner")
  }

  @Test(arguments: [
    ("1", "a number"), ("1.5", "a number"), ("18446744073709551615", "a number"), ("true", "a boolean"),
    (#"["secret"]"#, "an array"), (#"{"x":"secret"}"#, "an object"),
  ])
  func `the error about a wrong type names the types and not the value`(
    value: String, found: String
  ) throws {
    let error = #expect(throws: JSONFieldError.self) { try reading(#"{"a":\#(value)}"#) { _ = try $0.utf8(0) } }
    #expect(error?.message == "`a` should be a string but is \(found)")
  }

  @Test(arguments: [("1", "a number"), (#""true""#, "a string"), ("[]", "an array"), ("{}", "an object")])
  func `a value that is not a boolean is an error`(value: String, found: String) throws {
    let error = #expect(throws: JSONFieldError.self) { try reading(#"{"b":\#(value)}"#) { _ = try $0.bool(1) } }
    #expect(error?.message == "`b` should be a boolean but is \(found)")
  }

  @Test(arguments: [("[]", "an array"), ("null", "null"), ("\"{}\"", "a string"), ("1", "a number")])
  func `a value that is not an object has no fields`(text: String, found: String) {
    let error = #expect(throws: JSONFieldError.self) { try reading(text) { _ in } }
    #expect(error?.message == "`the object` should be an object but is \(found)")
  }

  @Test func `booleans can be read`() throws {
    try reading(#"{"a":true,"b":false}"#) { fields in
      let both = (try fields.bool(0), try fields.bool(1))
      #expect(both == (true, false))
    }
  }
}
