import Foundation
import RollcallTestSupport
import Testing

/// The lines of a file in `Tests/Fixtures`, without comments (`#`) and blank lines.
struct Fixture {
  /// One case: what it shows, and the bytes.
  struct Case: Sendable, CustomTestStringConvertible {
    let about: String
    let bytes: [UInt8]
    var testDescription: String { about }
  }

  /// Reads cases of the form `about | text <the text>` or `about | hex <the bytes>`.
  ///
  /// A line that is neither is a mistake in the fixture, and stops the tests that use it.
  static func cases(in name: String) -> [Case] {
    guard let content = FileManager.default.contents(atPath: Repository.path("Tests/Fixtures/\(name)")) else {
      fatalError("there is no fixture \(name)")
    }
    let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
    return lines.filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
      .map { line in
        guard let one = Case(line: line) else { fatalError("\(name) has a line that cannot be read: \(line)") }
        return one
      }
  }
}

extension Fixture.Case {
  fileprivate init?(line: Substring) {
    guard let bar = line.firstRange(of: " | ") else { return nil }
    about = line[..<bar.lowerBound].trimmingCharacters(in: .whitespaces)
    let rest = line[bar.upperBound...]
    if rest == "text" {
      bytes = []
    } else if rest.hasPrefix("text ") {
      bytes = Array(rest.dropFirst(5).utf8)
    } else if rest.hasPrefix("hex ") {
      let words = rest.dropFirst(4).split(separator: " ")
      let parsed = words.compactMap { UInt8($0, radix: 16) }
      guard parsed.count == words.count else { return nil }
      bytes = parsed
    } else {
      return nil
    }
  }
}
