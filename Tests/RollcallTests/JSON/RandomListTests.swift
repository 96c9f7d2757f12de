import RollcallTestSupport
import Testing

@testable import Rollcall

/// Lists and cuts that nobody thought of. A failure prints the seed, which gives the same list and cuts again.
@Suite struct `Random lists` {
  @Test(arguments: [1, 2, 3, .random(in: 0 ... .max)] as [UInt64])
  func `a random list that is cut at random has the parser's elements`(seed: UInt64) throws {
    var random = RepeatableRandom(seed: seed)
    for round in 0..<150 {
      let text = page(using: &random)
      var expected: [String] = []
      var parser = JSONParser()
      try parser.withDocument(JSONText(Array(text.utf8))) { root in
        var reader = JSONFieldReader("data")
        try reader.read(root, as: "page")
        reader[0].forEachElement { expected.append($0.canonicalText) }
      }
      let limits = ElementSplitter.Limits.chunks(of: .random(in: 1...80, using: &random))
      let split = try SplitResponse(pieces(of: text, using: &random), limits: limits)
      #expect(split.elements == expected, "seed \(seed), round \(round): \(text)")
    }
  }

  @Test(arguments: [4, 5, 6, .random(in: 0 ... .max)] as [UInt64])
  func `a list with one changed byte has the parser's elements or is refused`(seed: UInt64) throws {
    var random = RepeatableRandom(seed: seed)
    for round in 0..<300 {
      var bytes = Array(page(using: &random).utf8)
      let place = Int.random(in: 0..<bytes.count, using: &random)
      bytes[place] = "[]{},:\" \\1".utf8.randomElement(using: &random)!
      let limits = ElementSplitter.Limits.chunks(of: .random(in: 1...30, using: &random))
      // Refused is always right: the splitter is stricter than the parser about keys in disguise and lists twice.
      guard let split = try? SplitResponse(bytes.pieces(of: 5), limits: limits) else { continue }
      var expected: [String]?
      var parser = JSONParser()
      try? parser.withDocument(JSONText(bytes)) { root in
        var elements: [String] = []
        var reader = JSONFieldReader("data")
        try reader.read(root, as: "page")
        reader[0].forEachElement { elements.append($0.canonicalText) }
        expected = elements
      }
      let isUntouched = split.frame == String(decoding: bytes, as: UTF8.self)
      #expect(
        split.elements == expected || isUntouched,
        "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  private func page(using random: inout RepeatableRandom) -> String {
    let list = (0..<Int.random(in: 0...8, using: &random)).map { _ in value(depth: 0, using: &random) }
    let members = [
      #""error":false"#, #""reason":\#(string(using: &random))"#,
      #""data"\#(blank(using: &random)):[\#(list.joined(separator: ","))]"#,
    ]
    return "{\(members.shuffled(using: &random).joined(separator: ","))}"
  }

  private func value(depth: Int, using random: inout RepeatableRandom) -> String {
    let text: String
    switch Int.random(in: 0..<(depth < 4 ? 8 : 5), using: &random) {
    case 0: text = ["true", "false", "null"].randomElement(using: &random)!
    case 1: text = String(Int64.random(in: .min ... .max, using: &random))
    case 2...4: text = string(using: &random)
    case 5:
      let items = (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth + 1, using: &random) }
      text = "[\(items.joined(separator: ","))]"
    default:
      let keys = ["\"a\"", "\"b\"", "\"c\"", "\"k]\"", #""\"""#, "\"é\"", "\"data\""].shuffled(using: &random)
      let members = keys.prefix(.random(in: 0...3, using: &random))
        .map { "\($0)\(blank(using: &random)):\(value(depth: depth + 1, using: &random))" }
      text = "{\(members.joined(separator: ","))}"
    }
    return blank(using: &random) + text + blank(using: &random)
  }

  private func string(using random: inout RepeatableRandom) -> String {
    var bytes: [UInt8] = []
    bytes.appendJSONString(NastyText.random(using: &random))
    return String(decoding: bytes, as: UTF8.self)
  }

  private func blank(using random: inout RepeatableRandom) -> String {
    ["", "", "", " ", "\r\n", "\t\n "].randomElement(using: &random)!
  }

  private func pieces(of text: String, using random: inout RepeatableRandom) -> [[UInt8]] {
    var rest = Array(text.utf8)[...]
    var pieces: [[UInt8]] = []
    while !rest.isEmpty {
      pieces.append(Array(rest.prefix(.random(in: 1...20, using: &random))))
      rest = rest.dropFirst(pieces.last!.count)
    }
    return pieces
  }
}
