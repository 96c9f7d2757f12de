import Rollcall
import Testing

@Suite struct `Retry-After headers` {
  /// 1994-11-06T08:49:00Z, 37 seconds before the date of RFC 9110's examples.
  private let now = Timestamp(rfc3339: "1994-11-06T08:49:00Z")!

  @Test(arguments: [
    ("0", 0), ("1", 1), ("120", 120), ("007", 7), (" 30", 30), ("30 ", 30), ("\t30 \t", 30),
  ])
  func `a number is a wait in seconds`(text: String, seconds: Int) {
    #expect(RetryAfter.parse(text, now: now) == .seconds(seconds))
  }

  @Test(arguments: ["9223372036854775807", "9223372036854775808", "99999999999999999999999999", "1000000001"])
  func `a huge number is a very long wait`(text: String) {
    #expect(RetryAfter.parse(text, now: now) == .seconds(1_000_000_000))
  }

  /// RFC 9110, section 5.6.7.
  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    "  Sun, 06 Nov 1994 08:49:37 GMT ",
  ])
  func `a date in any of the three forms is a wait until then`(text: String) {
    #expect(RetryAfter.parse(text, now: now) == .seconds(37))
  }

  @Test(arguments: ["Sun, 06 Nov 1994 08:49:30 GMT", "Sunday, 06-Nov-94 08:49:30 GMT", " Sun Nov  6 08:49:30 1994"])
  func `a date is measured by the server's clock if the response has a date`(date: String) {
    for ours in [now, Timestamp(rfc3339: "2026-11-01T00:00:00Z")!, Timestamp(milliseconds: 0)] {
      #expect(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", date: date, now: ours) == .seconds(7))
      #expect(RetryAfter.parse("Sun, 06 Nov 1994 08:49:29 GMT", date: date, now: ours) == .zero)
      #expect(RetryAfter.parse("30", date: date, now: ours) == .seconds(30))
    }
    #expect(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", date: "yesterday", now: now) == .seconds(37))
  }

  @Test func `a two-digit year belongs to this century`() {
    let now = Timestamp(rfc3339: "2026-11-01T00:00:00Z")!
    #expect(RetryAfter.parse("Sunday, 01-Nov-26 00:00:09 GMT", now: now) == .seconds(9))
  }

  @Test func `the wait until a date is exact to the millisecond`() {
    let now = Timestamp(rfc3339: "1994-11-06T08:49:36.250Z")!
    #expect(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", now: now) == .milliseconds(750))
  }

  @Test(arguments: ["Sun, 06 Nov 1994 08:48:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Sun Nov  6 08:00:00 1994"])
  func `a date in the past is no wait`(text: String) {
    #expect(RetryAfter.parse(text, now: now) == .zero)
  }

  @Test(arguments: [
    "", " ", "-1", "-0", "+5", "1.5", "1e30", "0x10", "5s", "5 5", "soon", "NaN", "inf", "１２",
    "Sun, 06 Nov 1994", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37 +0100",
    "06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z", ", , , , , , , GMT", "Sun Nov 6 08:49:37 1994 1994",
    "Sun, 06 Nov 99999999999 08:49:37 GMT",
  ])
  func `any other text is ignored`(text: String) {
    #expect(RetryAfter.parse(text, now: now) == nil)
  }
}
