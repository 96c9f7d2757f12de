import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `A writer of bytes` {
  /// The text with its quotes doubled, written from memory where more bytes follow.
  private func doubled(_ text: [UInt8], followedBy tail: Int) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    var output: [UInt8] = []
    (text + Array(repeating: quote, count: tail))
      .withUnsafeBufferPointer { memory in
        output.append(atMost: 2 * text.count) { (writer: inout ByteWriter) in
          writer.write(UnsafeBufferPointer(rebasing: memory[..<text.count]), doubling: quote, readable: memory.count)
        }
      }
    return output
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `each quote is doubled, and nothing after the text is written`(seed: UInt64) {
    var random = RepeatableRandom(seed: seed)
    for _ in 0..<40 {
      let text = (0..<Int.random(in: 1...70, using: &random))
        .map { _ in "\"ab\u{0}".utf8.randomElement(using: &random)! }
      let expected = text.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
      for tail in [0, 1, 15, 16, 40] { #expect(doubled(text, followedBy: tail) == expected, "seed \(seed)") }
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `a JSON string is escaped alike wherever it stands in memory`(seed: UInt64) {
    var random = RepeatableRandom(seed: seed)
    for _ in 0..<40 {
      let text = (0..<Int.random(in: 0...70, using: &random))
        .map { _ in "\"ab\\é\u{1}\n".utf8.randomElement(using: &random)! }
      let expected = text.flatMap { byte -> [UInt8] in
        switch byte {
        case 0x01: Array("\\u0001".utf8)
        case 0x0A: Array("\\n".utf8)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
        default: [byte]
        }
      }
      for tail in [0, 1, 15, 16, 40] {
        var output: [UInt8] = []
        (text + Array(repeating: UInt8(ascii: "\""), count: tail))
          .withUnsafeBufferPointer { memory in
            output.append(atMost: JSONEscaping.expansion * text.count) { (writer: inout ByteWriter) in
              let value = UnsafeBufferPointer(rebasing: memory[..<text.count])
              writer.write(escaping: value, readable: memory.count)
            }
          }
        #expect(output == expected, "seed \(seed)")
      }
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 40])
  func `a text with room after it is written as it is`(count: Int) {
    let text = (0..<count).map { UInt8($0) }
    var output: [UInt8] = []
    (text + Array(repeating: 0xFF, count: ByteWriter.step))
      .withUnsafeBufferPointer { memory in
        output.append(atMost: count) { (writer: inout ByteWriter) in
          writer.write(padded: memory)
        }
      }
    #expect(output == text)
  }

  @Test func `what is written is appended to what is there`() {
    var output = Array("ab".utf8)
    output.append(atMost: 4) { (writer: inout ByteWriter) in
      writer.write(UInt8(ascii: "c"))
      Array("dex".utf8).padded.withUnsafeBufferPointer { writer.write(padded: $0) }
      writer.removeLast()
    }
    #expect(output == Array("abcde".utf8))
  }
}

@Suite struct `Escapes of JSON strings` {
  // Foundation drops a byte order mark at the start of a string.
  @Test(arguments: NastyText.values.filter { $0.unicodeScalars.first != "\u{FEFF}" })
  func `Foundation reads a written string as it was`(text: String) throws {
    var output: [UInt8] = []
    output.appendJSONString(text)
    #expect(output.count <= JSONEscaping.expansion * text.utf8.count + 2)
    let read = try JSONSerialization.jsonObject(with: Data(output), options: .fragmentsAllowed) as? String
    #expect(read.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
  }

  @Test func `only quotes, backslashes and control characters are escaped`() {
    var output: [UInt8] = []
    output.appendJSONString("/é\u{7F}\u{2028}\"\\\u{0}\u{8}\n\u{1F}")
    #expect(String(decoding: output, as: UTF8.self) == "\"/é\u{7F}\u{2028}\\\"\\\\\\u0000\\b\\n\\u001f\"")
  }
}
