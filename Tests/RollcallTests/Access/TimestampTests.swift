import Foundation
import Testing

@testable import Rollcall

/// Moments as RFC 3339 (section 5.6): read with any offset, written in UTC with milliseconds.
@Suite struct `Timestamps` {
  @Test(arguments: [
    ("2026-11-01T00:00:00Z", "2026-11-01T00:00:00.000Z"),
    ("2026-11-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z"),
    ("2026-11-01t12:34:56z", "2026-11-01T12:34:56.000Z"),
    ("2026-11-01 12:34:56Z", "2026-11-01T12:34:56.000Z"),
    ("2026-11-01T12:34:56.7Z", "2026-11-01T12:34:56.700Z"),
    ("2026-11-01T12:34:56.07Z", "2026-11-01T12:34:56.070Z"),
    ("2026-11-01T12:34:56.001Z", "2026-11-01T12:34:56.001Z"),
    ("2026-11-01T12:34:56.9999999999999999999999Z", "2026-11-01T12:34:56.999Z"),
    ("2026-11-01T01:00:00+01:00", "2026-11-01T00:00:00.000Z"),
    ("2026-11-01T00:30:00+01:00", "2026-10-31T23:30:00.000Z"),
    ("2026-12-31T23:59:59.999-00:01", "2027-01-01T00:00:59.999Z"),
    ("2026-12-31T20:00:00-04:00", "2027-01-01T00:00:00.000Z"),
    ("2027-01-01T00:00:00+05:45", "2026-12-31T18:15:00.000Z"),
    ("2026-11-01T00:00:00-00:00", "2026-11-01T00:00:00.000Z"),
    ("2026-11-01T23:59:59+23:59", "2026-11-01T00:00:59.000Z"),
    ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"),
    ("2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000Z"),
    ("2024-12-31T23:59:59Z", "2024-12-31T23:59:59.000Z"),
    ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
    ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    ("1969-12-31T23:59:59.001Z", "1969-12-31T23:59:59.001Z"),
    ("1900-01-01T00:00:00Z", "1900-01-01T00:00:00.000Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
    ("0001-02-03T04:05:06.007Z", "0001-02-03T04:05:06.007Z"),
    ("2038-01-19T03:14:08Z", "2038-01-19T03:14:08.000Z"),
    ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
  ])
  func `a timestamp is read from RFC 3339 and written in UTC`(text: String, written: String) {
    #expect(Timestamp(rfc3339: text)?.description == written)
    #expect(Timestamp(rfc3339: written)?.description == written)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (-999, "1969-12-31T23:59:59.001Z"),
    (-1000, "1969-12-31T23:59:59.000Z"), (-1001, "1969-12-31T23:59:58.999Z"), (999, "1970-01-01T00:00:00.999Z"),
    (1_793_491_200_000, "2026-11-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"), (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
  ])
  func `a timestamp counts milliseconds since 1970`(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
    #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", " ", "now", "2026-11-01", "2026-11-01T00:00:00", "2026-11-01T00:00Z", "20261101T000000Z",
    "2026-11-01T00:00:00.Z",
    "2026-11-01T00:00:00,5Z", "2026-11-01T00:00:00+0100", "2026-11-01T00:00:00+01", "2026-11-01T00:00:00+1:00",
    "2026-11-01T00:00:00+24:00", "2026-11-01T00:00:00+00:60", "2026-11-01T00:00:00±01:00", "2026-11-01T24:00:00Z",
    "2026-11-01T00:60:00Z", "2026-11-01T00:00:61Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-11-00T00:00:00Z", "2026-11-31T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
    "2026-02-30T00:00:00Z", "2026-12-32T00:00:00Z", "2026-11-01T00:00:00Z ", " 2026-11-01T00:00:00Z",
    "2026-11-01T00:00:00ZZ", "2026-11-01T00:00:00Z+01:00", "26-11-01T00:00:00Z", "+2026-11-01T00:00:00Z",
    "-2026-11-01T00:00:00Z", "12026-11-01T00:00:00Z", "2026-1-1T00:00:00Z", "2026-11-01T-1:00:00Z",
    "2026-11-01T00:00:+1Z", "２０26-11-01T00:00:00Z", "2026‐11‐01T00:00:00Z", "1793491200", "2026-11-01T00:00:00.1.2Z",
  ])
  func `a text that is not RFC 3339 or not a date is refused`(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test(arguments: [
    "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:59.999-23:59", "0001-01-01T00:00:00+00:01", "0000-12-31T23:59:59Z",
  ])
  func `a timestamp outside the years 0001 to 9999 in UTC is refused`(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test func `every day of eight centuries is written as in the calendar`() {
    // By days: a second opinion that shares nothing with the C library.
    var (year, month, day) = (1600, 1, 1)
    let isLeap = { (year: Int) in year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    for days in -135_140..<157_000 {
      let text = String(format: "%04d-%02d-%02dT00:00:00.000Z", year, month, day)
      let moment = Timestamp(milliseconds: Int64(days) * 86_400_000)
      guard moment.description == text, days % 7 != 0 || Timestamp(rfc3339: text) == moment else {
        Issue.record("day \(days): \(moment) is not \(text)")
        return
      }
      let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      day += 1
      if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
  }

  @Test func `timestamps are ordered by time`() throws {
    let early = try #require(Timestamp(rfc3339: "2026-11-01T00:00:00.999+02:00"))
    let late = try #require(Timestamp(rfc3339: "2026-10-31T22:00:01Z"))
    #expect(early < late && !(late < early) && early != late)
  }

  @Test func `a timestamp is encoded in JSON as its text`() throws {
    let moment = Timestamp(milliseconds: 1_793_491_200_123)
    let json = try JSONEncoder().encode([moment])
    #expect(String(decoding: json, as: UTF8.self) == #"["2026-11-01T00:00:00.123Z"]"#)
    #expect(try JSONDecoder().decode([Timestamp].self, from: json) == [moment])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Timestamp].self, from: Data(#"["today"]"#.utf8)) }
  }

  @Test func `the current time is later than 2023`() {
    #expect(Timestamp.now > Timestamp(milliseconds: 1_700_000_000_000))
  }
}
