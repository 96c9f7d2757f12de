@testable import Rollcall

extension FuzzTarget {
  /// `Retry-After`, and the moments in it: seconds are seconds, a date in any of the three forms is the time until then,
  /// and anything else is understood without a crash or not at all.
  static let retryAfter = FuzzTarget("retry-after") { input in
    let now = TableRows.snapshotAt
    let seconds = (0..<5).reduce(0) { sum, _ in sum << 8 | Int(input.byte()) } % 253_402_300_800
    let text = input.remainder().text

    if let wait = RetryAfter.parse(text, now: now) {
      try require(wait >= .zero && wait <= .seconds(253_402_300_800), "it says to wait for \(wait)")
    }
    let digits = Array(text.unicodeScalars).trimmed { $0 == " " || $0 == "\t" }
    if (1...9).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) {
      let number = digits.reduce(0) { 10 * $0 + Int($1.value) - 48 }
      try require(RetryAfter.parse(text, now: now), is: .seconds(number), "a number is seconds")
    }
    if let moment = Timestamp(rfc3339: text) {
      try require(Timestamp(rfc3339: moment.description), is: moment, "a moment is another one when it is written")
    }

    let wait = Duration.seconds(max(0, Int64(seconds) - now.milliseconds / 1000))
    for form in HTTPDate(seconds: seconds).forms {
      try require(RetryAfter.parse(form, now: now), is: wait, "“\(form)” is \(seconds) seconds after 1970")
    }
  }
}

extension Array {
  fileprivate func trimmed(of isBlank: (Element) -> Bool) -> ArraySlice<Element> {
    let rest = drop(while: isBlank)
    return rest.lastIndex { !isBlank($0) }.map { rest[...$0] } ?? []
  }
}

/// A date as servers write it, worked out without the system's calendar.
private struct HTTPDate {
  private let year, month, day, weekday, second: Int

  init(seconds: Int) {
    // Howard Hinnant's civil_from_days, for days since 1970.
    let days = seconds / 86400
    let era = (days + 719_468) / 146_097
    let dayOfEra = days + 719_468 - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    weekday = (days + 4) % 7
    second = seconds % 86400
  }

  /// RFC 9110, section 5.6.7; the second form has no century.
  var forms: [String] {
    let name = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][weekday]
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let (short, month) = (name.prefix(3), names[month - 1])
    let time = [second / 3600, second / 60 % 60, second % 60].map(Self.padded).joined(separator: ":")
    let fourDigits = String("000\(year)".suffix(4))
    let forms = [
      "\(short), \(Self.padded(day)) \(month) \(fourDigits) \(time) GMT",
      "\(short) \(month) \(day < 10 ? " " : "")\(day) \(time) \(fourDigits)",
    ]
    guard (1970..<2070).contains(year) else { return forms }
    return forms + ["\(name), \(Self.padded(day))-\(month)-\(Self.padded(year % 100)) \(time) GMT"]
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
