import Glibc

/// A moment in UTC, to the millisecond.
public struct Timestamp: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let milliseconds: Int64

  /// A moment by its milliseconds since the epoch.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// A moment by its milliseconds since the epoch, or `nil` if its year is not from 0001 to 9999.
  package init?(writable milliseconds: Int64) {
    // The comparison is in milliseconds, because the last fraction of the year 0 belongs to no second of the year 1.
    guard (Self.writableSeconds.lowerBound * 1000..<(Self.writableSeconds.upperBound + 1) * 1000).contains(milliseconds)
    else { return nil }
    self.init(milliseconds: milliseconds)
  }

  /// The system's present moment.
  public static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Reads RFC 3339 (section 5.6): date, `T` or `t` or a space, time, an optional fraction, and `Z` or an offset.
  ///
  /// Digits after the milliseconds are dropped. Anything else gives `nil`, including a date that does not exist.
  public init?(rfc3339 text: String) {
    var scanner = DigitScanner(text)
    guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
      let day = scanner.digits(2), scanner.skip("T", "t", " "), let hour = scanner.digits(2), scanner.skip(":"),
      let minute = scanner.digits(2), scanner.skip(":"), let second = scanner.digits(2)
    else { return nil }
    var milliseconds = 0
    if scanner.skip(".") {
      guard let fraction = scanner.milliseconds() else { return nil }
      milliseconds = fraction
    }
    var offset = 0
    if !scanner.skip("Z", "z") {
      let sign = scanner.skip("+") ? 1 : scanner.skip("-") ? -1 : 0
      guard sign != 0, let hours = scanner.digits(2), scanner.skip(":"), let minutes = scanner.digits(2),
        hours < 24, minutes < 60
      else { return nil }
      offset = sign * (hours * 60 + minutes) * 60
    }
    guard scanner.isAtEnd, hour < 24, minute < 60, second < 60 else { return nil }

    var parts = tm()
    parts.tm_year = CInt(year - 1900)
    parts.tm_mon = CInt(month - 1)
    parts.tm_mday = CInt(day)
    parts.tm_hour = CInt(hour)
    parts.tm_min = CInt(minute)
    parts.tm_sec = CInt(second)
    let seconds = timegm(&parts)
    // timegm turns 31 February into a day in March: a date that changed does not exist.
    guard parts.tm_mon == CInt(month - 1), parts.tm_mday == CInt(day) else { return nil }
    // The offset may lead out of the years that have four digits.
    guard Self.writableSeconds.contains(Int64(seconds) - Int64(offset)) else { return nil }
    self.init(milliseconds: (Int64(seconds) - Int64(offset)) * 1000 + Int64(milliseconds))
  }

  /// From 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z: loaders have no year 0.
  private static let writableSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// The moment as RFC 3339 in UTC with milliseconds, as in `2026-11-01T00:00:00.000Z`.
  public var description: String {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    var time = time_t(rest < 0 ? seconds - 1 : seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    func padded(_ value: some BinaryInteger, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
    let clock = "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
    return "\(date)T\(clock).\(padded(rest < 0 ? rest + 1000 : rest, 3))Z"
  }

  /// Whether `left` is the earlier moment.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// Reads the text of `description`.
  ///
  /// - Throws: `DecodingError` for anything that is not RFC 3339.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Timestamp(rfc3339: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 timestamp: \(text)")
    }
    self = value
  }

  /// Writes `description`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A reader of fixed-width digits at the front of a text.
private struct DigitScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func digits(_ count: Int) -> Int? {
    var value = 0
    for _ in 0..<count {
      guard let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
      rest = rest.dropFirst()
    }
    return value
  }

  /// A fraction of a second of any length.
  mutating func milliseconds() -> Int? {
    var value = 0
    var count = 0
    while let digit = digits(1) {
      if count < 3 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in 0..<max(0, 3 - count) { value *= 10 }
    return value
  }

  mutating func skip(_ candidates: Unicode.Scalar...) -> Bool {
    guard let first = rest.first, candidates.contains(Unicode.Scalar(first)) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
