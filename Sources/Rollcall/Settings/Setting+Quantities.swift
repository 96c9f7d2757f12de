extension Setting where Value == Duration {
  /// Declares a time such as `90s`, `5m`, `2h`; without a unit, seconds.
  static func duration(
    _ name: String, from minimum: Int = 1, default defaultText: String? = nil, help: String
  ) -> Setting {
    Setting(name, "TIME", default: defaultText, help: help, expected: "a time such as 90s, 5m or 2h") {
      seconds(in: $0, from: minimum).map { .seconds($0) }
    }
  }

  /// Declares a time that may be shorter than a second, such as `200ms` or `2s`; without a unit, seconds.
  package static func shortDuration(_ name: String, help: String) -> Setting {
    Setting(name, "TIME", help: help, expected: "a time such as 200ms or 2s") { text in
      guard text.hasSuffix("ms") else { return seconds(in: text, from: 0).map { .seconds($0) } }
      guard let number = Int(text.dropLast(2)), (0...1_000_000).contains(number) else { return nil }
      return .milliseconds(number)
    }
  }
}

/// The seconds of a time such as `90s`, `5m`, `2h`; without a unit, seconds.
private func seconds(in text: String, from minimum: Int) -> Int? {
  let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
  let unit = text.last.flatMap { units[$0] }
  guard let number = Int(unit == nil ? text : String(text.dropLast())), (minimum...1_000_000).contains(number)
  else { return nil }
  return number * (unit ?? 1)
}

/// A number of things in a time, as in `40/10s`.
package struct Rate: Sendable, Equatable {
  /// The number of things.
  package let count: Int
  /// The time in seconds.
  package let seconds: Int
}

extension Setting where Value == Rate {
  /// Declares a number of things in a time, such as `40/10s`; a time without a unit is in seconds.
  package static func rate(_ name: String, help: String) -> Setting {
    Setting(name, "N/TIME", help: help, expected: "a number and a time such as 40/10s") { text in
      let halves = text.split(separator: "/", omittingEmptySubsequences: false)
      guard halves.count == 2, let count = Int(halves[0]), (1...1_000_000_000).contains(count),
        let seconds = seconds(in: String(halves[1]), from: 1)
      else { return nil }
      return Rate(count: count, seconds: seconds)
    }
  }
}

/// A share of a whole.
package struct Share: Sendable, Equatable {
  /// The share in millionths of the whole.
  package let millionths: Int
}

extension Setting where Value == Share {
  /// Declares a share such as `2%` or `0.5%`, to the millionth; the sign can be left out.
  package static func share(_ name: String, help: String) -> Setting {
    Setting(name, "PERCENT", help: help, expected: "a percentage from 0 to 100 such as 2%") { text in
      let number = text.hasSuffix("%") ? text.dropLast() : text[...]
      // Not the other spellings of a `Double`, such as 1e1 and nan.
      guard number.allSatisfy({ "0123456789.".contains($0) }), let percent = Double(number), percent <= 100
      else { return nil }
      return Share(millionths: Int((percent * 10_000).rounded()))
    }
  }
}
