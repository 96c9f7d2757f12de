import CSimdjson

/// The repair of a JSON response that the parser refuses, into one that it accepts.
///
/// RFC 8259 allows numbers of any size, escapes of half a character, and U+0000. simdjson holds 64 bits and valid
/// Unicode, and hardly any database accepts U+0000. A tenant should not fail for these. U+FFFD replaces what is not
/// text. A number that is too large becomes a string that no text can be: U+0000, then the number's digits.
struct JSONRepair {
  let text: JSONText
  /// The number of strings and names that now contain U+FFFD.
  private(set) var mendedTexts = 0
  private(set) var hasNumberTexts = false

  /// - Returns: `nil` if the text is not JSON or needs no repair.
  init?(of original: JSONText) {
    let source = original.bytes
    var output: [UInt8] = []
    var copied = source.startIndex
    var lastMended = -1
    var (mendedTexts, hasNumberTexts) = (0, false)
    func replace(_ range: Range<Int>, with bytes: some Collection<UInt8>) {
      if output.isEmpty { output.reserveCapacity(source.count + JSONText.padding) }
      output += source[copied..<range.lowerBound]
      output += bytes
      copied = range.upperBound
    }
    do throws(JSONGrammar.Fault) {
      try JSONGrammar.walk(over: source) { oddity in
        switch oddity.kind {
        case .half, .nul:
          replace(oddity.range, with: "\\ufffd".utf8)
          if oddity.tokenStart != lastMended { mendedTexts += 1 }
          lastMended = oddity.tokenStart
        case .number:
          guard !Self.isHeld(source[oddity.range]) else { return }
          replace(
            oddity.range, with: Array("\"\\u0000".utf8) + source[oddity.range] + CollectionOfOne(UInt8(ascii: "\"")))
          hasNumberTexts = true
        }
      }
    } catch {
      return nil
    }
    guard copied > source.startIndex else { return nil }
    output += source[copied...]
    text = JSONText(output)
    self.mendedTexts = mendedTexts
    self.hasNumberTexts = hasNumberTexts
  }

  /// Whether the parser can hold a number: an integer of 64 bits, with or without a sign, or a double.
  private static func isHeld(_ number: ArraySlice<UInt8>) -> Bool {
    let isInteger = number.allSatisfy { $0 != UInt8(ascii: ".") && $0 | 0x20 != UInt8(ascii: "e") }
    if number.count < 19, isInteger { return true }
    let text = String(decoding: number, as: UTF8.self)
    return isInteger ? Int64(text) != nil || UInt64(text) != nil : Double(text)?.isFinite ?? false
  }
}

extension JSONText {
  /// Whether the text may contain U+0000, in the only way that JSON can write it.
  var mayHoldNUL: Bool { withUnsafePaddedBytes { csimdjson_has_nul_escape($0, count) } }
}

/// The repairs of a response.
struct JSONRemarks: Sendable, Equatable {
  /// The number of strings and names with U+0000 or half a character.
  var mendedTexts = 0
  /// The number of members with the name of a later one, in objects that were handed on whole.
  var doubledNames = 0

  static func += (left: inout JSONRemarks, right: JSONRemarks) {
    left.mendedTexts += right.mendedTexts
    left.doubledNames += right.doubledNames
  }

  /// Notes for people about the repairs, one sentence each.
  ///
  /// - Parameter response: the response, as in `GET /v1/website/7`.
  func notes(on response: String) -> [String] {
    var notes: [String] = []
    if mendedTexts > 0 {
      let texts = mendedTexts == 1 ? "1 text" : "\(mendedTexts) texts"
      notes.append("\(texts) of \(response) held U+0000 or half of a surrogate pair; U+FFFD stands in their place")
    }
    if doubledNames > 0 {
      let names = doubledNames == 1 ? "1 name" : "\(doubledNames) names"
      notes.append("\(names) in an object of \(response) stood there twice; the last value counts")
    }
    return notes
  }
}
