import RollcallTestSupport
import Testing

@testable import Rollcall

/// What one field of a response holds never makes it unreadable, and what is no JSON stays none.
@Suite struct `Repair of values that the parser cannot hold` {
  /// Reads a text as a response.
  private func read(_ text: String) throws -> (minified: String, remarks: JSONRemarks) {
    var parser = JSONParser()
    var remarks = JSONRemarks()
    let minified = try parser.withResponse(JSONText(Array(text.utf8)), &remarks) { $0.minified }
    return (String(decoding: minified, as: UTF8.self), remarks)
  }

  @Test(arguments: [
    "18446744073709551616", "-9223372036854775809", "340282366920938463463374607431768211456", "1e309", "-2E+999",
    "123456789012345678901234567890.5e300",
  ])
  func `numbers of any size remain as they were written`(number: String) throws {
    let text = #"{"a":[\#(number),{"b":\#(number)}],"c":"18446744073709551616"}"#
    let (minified, remarks) = try read(text)
    #expect(minified == text && remarks == JSONRemarks())
    var parser = JSONParser()
    try parser.withResponse(JSONText(Array(#"{"id":\#(number),"t":"x"}"#.utf8))) { root in
      var fields = JSONFieldReader("id", "t")
      try fields.read(root, as: "the object")
      #expect(fields[0].kind == .number && fields[0].utf8 == nil && fields[0].string == nil)
      #expect(fields[0].integerText == (number.contains { "eE.".contains($0) } ? nil : number))
      #expect(fields[1].string == "x")
    }
  }

  @Test(arguments: [
    (#"\ud83d"#, "\u{FFFD}"), (#"\uDE00"#, "\u{FFFD}"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
    (#"\udc00\ud800"#, "\u{FFFD}\u{FFFD}"),
    (#"\ud800x"#, "\u{FFFD}x"), (#"\ud800\n"#, "\u{FFFD}\\n"), (#"\ud800\\u0041"#, "\u{FFFD}\\\\u0041"),
    (#"\u0000"#, "\u{FFFD}"),
    (#"\\\u0000"#, "\\\\\u{FFFD}"),
  ])
  func `half characters and U+0000 become U+FFFD, in values and in names`(
    written: String, read expected: String
  ) throws {
    let (minified, remarks) = try read(#"{"a\#(written)":["\#(written)","\#(written) \#(written)"],"b":1e999}"#)
    #expect(minified == #"{"a\#(expected)":["\#(expected)","\#(expected) \#(expected)"],"b":1e999}"#)
    #expect(remarks.mendedTexts == 3)
  }

  @Test func `an escaped backslash before u0000 remains unchanged`() throws {
    let (minified, remarks) = try read(#"["\\u0000","\\\\u0000"]"#)
    #expect(minified == #"["\\u0000","\\\\u0000"]"# && remarks == JSONRemarks())
  }

  @Test func `the last value counts when two names become the same, and a note says so`() throws {
    let (minified, remarks) = try read(#"{"x":{"a\u0000":1,"b":2,"a\ud800":3},"y":{"b":1,"b":2}}"#)
    #expect(minified == "{\"x\":{\"b\":2,\"a\u{FFFD}\":3},\"y\":{\"b\":2}}")
    #expect(remarks.mendedTexts == 2 && remarks.doubledNames == 2)
    #expect(remarks.notes(on: "GET /x").count == 2)
  }

  @Test(arguments: [
    (#"["\ud800",tru]"#, 13), (#"[1e999,]"#, 7), (#"["\u0000" 1]"#, 10), (#"["\ud800\u00zz"]"#, 12), (#"["\u000"]"#, 7),
    ("[123456789012345678901,01]", 24),
  ])
  func `a repaired text is still refused where it is not JSON`(text: String, place: Int) {
    #expect(throws: JSONError.self) { try read(text) }
    #expect(JSONFaultSearch.fault(in: Array(text.utf8)[...], acceptingHalves: true) == place)
  }

  @Test func `a note counts the mended texts once for each response`() throws {
    let elements = (0..<40)
      .map { number in
        CrispPage.operatorElement([
          "user_id": "\(number + 1)0000000000000000000000", "title": #""\u0000 \ud800""#, "unknown": "-1e999",
        ])
      }
    var stream = PageStream(
      .member("data"),
      CrispOperatorsMapper(
        tenant: CrispPage.tenant, tables: Set(Table.allCases), allowEmpty: false, failures: CrispPage.failures),
      name: "GET /list")
    let page = #"{"error":false,"rea\udfff":1e400,"data":[\#(elements.joined(separator: ","))]}"#
    var batches: [RowBatch] = []
    for chunk in try stream.split(Array(page.utf8)) { batches += [try stream.map(chunk)].compactMap { $0 } }
    let notes = try stream.finish().notes
    #expect(notes == ["41 texts of GET /list held U+0000 or half of a surrogate pair; U+FFFD stands in their place"])
    let rows = batches.flatMap { $0.rows(of: .operators) }
    #expect(rows.map { $0[0] } == (1...40).map { "\($0)0000000000000000000000" })
    #expect(rows.allSatisfy { $0[5] == "\u{FFFD} \u{FFFD}" })
  }

  @Test(arguments: [1, 2, .random(in: 0...1_000_000)] as [UInt64])
  func `a repaired text is what Python reads, if it is JSON`(seed: UInt64) throws {
    var random = RepeatableRandom(seed: seed)
    let documents = (0..<300).map { _ in "[\(Self.value(depth: 0, using: &random))]" }
    let folder = try ScratchFolder()
    let path = try folder.write(Array(documents.joined(separator: "\n").utf8), to: "documents")
    let expected = try Python.run(Self.script, [path]).split(separator: "\n", omittingEmptySubsequences: false)
    for (document, expected) in zip(documents, expected) {
      #expect(try read(document).minified == expected, "seed \(seed): \(document)")
    }
  }

  private static func value(depth: Int, using random: inout RepeatableRandom) -> String {
    switch Int.random(in: 0..<(depth < 3 ? 8 : 6), using: &random) {
    case 0: return ["true", "false", "null"].randomElement(using: &random)!
    case 1: return "\(Int64.random(in: .min ... .max, using: &random))"
    case 2:
      return ["-", ""].randomElement(using: &random)! + "1"
        + String(repeating: "7", count: .random(in: 0...30, using: &random))
    case 3: return "\(Int.random(in: 1...9, using: &random))e\(Int.random(in: 309...999, using: &random))"
    case 4, 5: return string(using: &random)
    case 6:
      let items = (0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth + 1, using: &random) }
      return "[\(items.joined(separator: ","))]"
    default:
      let members = (0..<Int.random(in: 0...4, using: &random))
        .map { _ in "\(string(using: &random)):\(value(depth: depth + 1, using: &random))" }
      return "{\(members.joined(separator: ","))}"
    }
  }

  private static func string(using random: inout RepeatableRandom) -> String {
    let parts = [
      #"\ud83d"#, #"\ude00"#, #"\u0000"#, #"\\"#, "u0000", "a", "😀", #"\ud800\u0041"#, #"\""#, #"\u001f"#, "\u{FFFD}",
    ]
    return
      "\"\((0..<Int.random(in: 0...4, using: &random)).map { _ in parts.randomElement(using: &random)! }.joined())\""
  }

  /// Reads each line, and writes it without blanks: numbers as they were, of names that are the same the last one.
  private static let script = #"""
    import json, sys
    class Number(str): pass
    def text(s): return json.dumps("".join("\ufffd" if c == "\0" or 0xd800 <= ord(c) < 0xe000 else c for c in s), ensure_ascii=False)
    def write(v):
        if isinstance(v, Number): return v
        if isinstance(v, str): return text(v)
        if isinstance(v, list): return "[" + ",".join(map(write, v)) + "]"
        if isinstance(v, tuple):
            names = [text(k) for k, _ in v[0]]
            return "{" + ",".join(n + ":" + write(x[1]) for i, (n, x) in enumerate(zip(names, v[0])) if n not in names[i + 1:]) + "}"
        return json.dumps(v)
    for line in open(sys.argv[1], encoding="utf-8").read().split("\n"):
        print(write(json.loads(line, parse_int=Number, parse_float=Number, object_pairs_hook=lambda p: (p,))))
    """#
}
