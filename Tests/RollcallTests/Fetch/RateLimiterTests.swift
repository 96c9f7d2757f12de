import Backpressure
import Rollcall
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Rate limiter` {
  private let clock = ManualClock()
  private let limiter: RateLimiter

  init() { limiter = RateLimiter(clock: clock.exportClock) }

  @Test func `without a pause nobody waits`() async throws {
    #expect(try await limiter.waitForTurn() == .zero)
  }

  @Test func `a pause holds everybody until its end`() async throws {
    limiter.pause(for: .seconds(5))
    let waited = try await withThrowingTaskGroup { group in
      for _ in 0..<4 { group.addTask { try await limiter.waitForTurn() } }
      for _ in 0..<4 { #expect(try await clock.nextSleep() == .seconds(5)) }
      clock.advance(by: .milliseconds(4_999))
      #expect(clock.sleeperCount == 4)
      clock.advance(by: .milliseconds(1))
      return try await group.reduce(into: [Duration]()) { $0.append($1) }
    }
    #expect(waited == Array(repeating: .seconds(5), count: 4))
    #expect(try await limiter.waitForTurn() == .zero)
  }

  @Test func `a longer pause extends the one under way`() async throws {
    limiter.pause(for: .seconds(5))
    async let waited = limiter.waitForTurn()
    #expect(try await clock.nextSleep() == .seconds(5))
    clock.advance(by: .seconds(2))
    limiter.pause(for: .seconds(10))
    clock.advance(by: .seconds(3))
    // Awake at the end of the first pause, it finds the second.
    #expect(try await clock.nextSleep() == .seconds(7))
    clock.advance(by: .seconds(7))
    #expect(try await waited == .seconds(12))
  }

  @Test func `a shorter pause does not cut the one under way`() async throws {
    limiter.pause(for: .seconds(10))
    limiter.pause(for: .seconds(1))
    async let waited = limiter.waitForTurn()
    #expect(try await clock.nextSleep() == .seconds(10))
    clock.advance(by: .seconds(10))
    #expect(try await waited == .seconds(10))
  }

  @Test func `cancellation ends the wait of one and leaves the others`() async throws {
    limiter.pause(for: .seconds(5))
    try await withThrowingTaskGroup { others in
      others.addTask { try await limiter.waitForTurn() }
      _ = try await clock.nextSleep()
      try await withThrowingTaskGroup { cancelled in
        cancelled.addTask {
          await #expect(throws: CancellationError.self) { try await limiter.waitForTurn() }
        }
        #expect(try await clock.nextSleep() == .seconds(5))
        cancelled.cancelAll()
        try await cancelled.waitForAll()
      }
      #expect(clock.sleeperCount == 1)
      clock.advance(by: .seconds(5))
      #expect(try await others.next() == .seconds(5))
    }
  }
}
