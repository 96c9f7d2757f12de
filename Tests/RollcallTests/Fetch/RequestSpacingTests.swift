import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `Spacing of requests` {
  /// The moments of requests that are each sent as soon as they may be after one of `arrivals`.
  private func moments(_ count: Int, perMinute: Int, after arrival: (Int) -> Duration = { _ in .zero }) -> [Duration] {
    var spacing = RequestSpacing(requestsPerMinute: perMinute)
    var now = Duration.zero
    return (0..<count)
      .map { index in
        now = max(now, arrival(index))
        now += max(.zero, spacing.delay(at: now))
        spacing.take(at: now)
        return now
      }
  }

  @Test(arguments: [(1, 60.0), (2, 30), (60, 1), (600, 0.1)])
  func `the next request waits for its share of the minute`(perMinute: Int, seconds: Double) {
    #expect(moments(3, perMinute: perMinute) == [.zero, .seconds(seconds), .seconds(seconds) * 2])
  }

  @Test func `a late request does not wait`() {
    #expect(moments(2, perMinute: 60, after: { .seconds($0 * 5) }) == [.zero, .seconds(5)])
  }

  @Test func `a missed moment is not made up for at low rates`() {
    #expect(
      moments(4, perMinute: 60, after: { $0 == 1 ? .seconds(10) : .zero })[1...] == [
        .seconds(10), .seconds(11), .seconds(12),
      ])
  }

  @Test func `up to a tenth of a second is made up for at once at high rates`() {
    let moments = moments(200, perMinute: 6_000, after: { _ in .seconds(10) })
    #expect(moments.prefix { $0 == .seconds(10) }.count == 10)
    #expect(moments[10] - moments[9] > .zero && moments[199] - moments[10] >= .seconds(189) / 100)
  }

  @Test(arguments: [1, 2, 7, 59, 60, 61, 599, 600, 601, 1_000, 1_199, 1_200, 6_000])
  func `no minute has more requests than the limit, wherever the minute begins`(perMinute: Int) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RepeatableRandom(seed: seed)
    var arrival = Duration.zero
    let arrivals = (0..<3 * perMinute + 10)
      .map { _ in
        // Crowds and lulls.
        arrival +=
          Int.random(in: 0..<perMinute, using: &random) == 0
          ? .milliseconds(Int.random(in: 0...50_000, using: &random)) : .zero
        return arrival
      }
    let moments = moments(arrivals.count, perMinute: perMinute, after: { arrivals[$0] })
    for (first, last) in zip(moments, moments.dropFirst(perMinute)) {
      #expect(last - first >= .seconds(60), "seed \(seed)")
    }
    // And nearly as many as it may.
    let unhindered = self.moments(2 * perMinute + 1, perMinute: perMinute)
    #expect(unhindered.last! <= .seconds(120.3))
  }

  @Test func `the highest rate does not overflow`() {
    #expect(moments(2_000_000, perMinute: 1_000_000).last! <= .seconds(121))
  }
}
