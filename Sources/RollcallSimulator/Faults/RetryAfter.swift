import Glibc

/// The two forms of the header `Retry-After` (RFC 9110, 10.2.3).
package enum RetryAfter: Sendable {
  /// A number of seconds.
  case seconds(Int)
  /// The date that many seconds after the answer.
  case date(secondsFromNow: Int)
  /// Any text, for values that a client should not trust.
  case text(String)

  /// The header's value for an answer at this moment.
  var headerValue: String {
    switch self {
    case .seconds(let seconds): String(seconds)
    case .date(let seconds): Self.httpDate(time(nil) + seconds)
    case .text(let text): text
    }
  }

  /// It is written by hand, because `strftime` would use the user's language.
  static func httpDate(_ moment: time_t) -> String {
    var moment = moment
    var parts = tm()
    gmtime_r(&moment, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let date = "\(twoDigits(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900)"
    let clock = "\(twoDigits(parts.tm_hour)):\(twoDigits(parts.tm_min)):\(twoDigits(parts.tm_sec))"
    return "\(days[Int(parts.tm_wday)]), \(date) \(clock) GMT"
  }

  private static func twoDigits(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
