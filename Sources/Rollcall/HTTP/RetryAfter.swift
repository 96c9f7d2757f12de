/// The `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.
package enum RetryAfter {
  /// The wait that the server demands, or `nil` if the value is unreadable.
  ///
  /// A date in the past means no wait.
  ///
  /// - Parameters:
  ///   - date: the response's own `Date`: a date is measured by the server's clock.
  ///   - now: our clock, for a server that sends no date.
  package static func parse(_ value: String, date: String? = nil, now: Timestamp) -> Duration? {
    var value = value.trimmingPrefix(while: Self.isBlank)
    while let last = value.last, Self.isBlank(last) { value.removeLast() }
    if !value.isEmpty, value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      // A number with too many digits means "very long", like the largest value.
      return .seconds(min(Int64(value) ?? .max, 1_000_000_000))
    }
    guard let end = httpDate(String(value)) else { return nil }
    let start = date.flatMap { httpDate($0.trimmingPrefix(while: isBlank).description) } ?? now
    return .milliseconds(max(0, end.milliseconds - start.milliseconds))
  }

  /// Whether a character is optional white space in RFC 9110.
  private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

  /// The three forms of an HTTP date (RFC 9110, section 5.6.7): the present one, that of RFC 850, and that of C's
  /// `asctime`.
  private static func httpDate(_ text: String) -> Timestamp? {
    var words = text.split { " ,-:".contains($0) }
    guard words.count >= 7, words.removeFirst().allSatisfy(\.isLetter) else { return nil }
    if words.last == "GMT" {
      words.removeLast()
    } else {
      // Nov 6 08:49:37 1994: the parts are brought into the order of the other two forms.
      words = [words[1], words[0], words[words.count - 1]] + words[2..<words.count - 1]
    }
    guard words.count == 6, let month = months.firstIndex(of: String(words[1])) else { return nil }
    // RFC 850 has two digits for the year; no server means a year before 1970.
    let year = words[2].count == 2 ? (words[2] < "70" ? "20" : "19") + words[2] : String(words[2])
    func twoDigits(_ word: some StringProtocol) -> String { word.count == 1 ? "0\(word)" : "\(word)" }
    let date = "\(year)-\(twoDigits(String(month + 1)))-\(twoDigits(words[0]))"
    return Timestamp(rfc3339: "\(date)T\(words[3]):\(words[4]):\(words[5])Z")
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
