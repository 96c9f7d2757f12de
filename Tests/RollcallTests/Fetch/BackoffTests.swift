import Rollcall
import RollcallTestSupport
import Testing

@Suite struct `Bounds and waits of the back-off` {
  /// The table of the type's documentation.
  static let table: [(attempt: Int, milliseconds: Int)] = [
    (1, 500), (2, 1_000), (3, 2_000), (4, 4_000), (5, 8_000), (6, 16_000), (7, 32_000), (8, 60_000), (9, 60_000),
    (31, 60_000), (32, 60_000), (64, 60_000), (1_000_000, 60_000), (.max, 60_000),
  ]

  @Test(arguments: table)
  func `the bound doubles with each attempt up to the cap, and never overflows`(attempt: Int, milliseconds: Int) {
    #expect(Backoff().bound(afterAttempt: attempt) == .milliseconds(milliseconds))
  }

  @Test func `a base above the cap is reduced to the cap`() {
    var backoff = Backoff()
    backoff.base = .seconds(90)
    #expect(backoff.bound(afterAttempt: 1) == .seconds(60))
  }

  @Test func `a cap that is not a power of the base is reached exactly`() {
    var backoff = Backoff()
    backoff.base = .milliseconds(300)
    backoff.cap = .seconds(1)
    #expect(
      (1...4).map { backoff.bound(afterAttempt: $0) } == [
        .milliseconds(300), .milliseconds(600), .seconds(1), .seconds(1),
      ])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the waits spread over the whole range from zero to the bound`(seed: UInt64) {
    var dice = RepeatableRandom(seed: seed)
    for attempt in 1...9 {
      let bound = Backoff().bound(afterAttempt: attempt)
      let shares = (0..<400).map { _ in Backoff().delay(afterAttempt: attempt, using: &dice) / bound }
      let comment: Comment = "seed \(seed), attempt \(attempt)"
      #expect(shares.allSatisfy { (0...1).contains($0) }, comment)
      #expect(shares.min()! < 0.05 && shares.max()! > 0.95, comment)
      #expect(abs(shares.reduce(0, +) / 400 - 0.5) < 0.08, comment)
    }
  }

  @Test func `the same seed gives the same waits`() {
    var (one, other) = (RepeatableRandom(seed: 7), RepeatableRandom(seed: 7))
    for attempt in 1...20 {
      #expect(
        Backoff().delay(afterAttempt: attempt, using: &one) == Backoff().delay(afterAttempt: attempt, using: &other))
    }
  }

  @Test func `the longest wait is the bound itself`() {
    var longest = LongestWaits()
    #expect(Backoff().delay(afterAttempt: 4, using: &longest) == .seconds(4))
  }

  @Test func `an attempt below 1 stops the process`() async {
    await #expect(processExitsWith: .failure) { _ = Backoff().bound(afterAttempt: 0) }
  }
}
