import Backpressure
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(2))) struct `Pacer of a service` {
  private let clock = ManualClock()

  private func pacer(_ mostUnderWay: Int, requestsPerMinute: Int? = nil, budget: Int? = nil) -> Pacer {
    Pacer(
      clock: clock.exportClock, mostUnderWay: mostUnderWay, requestsPerMinute: requestsPerMinute, budget: budget)
  }

  @Test func `a pacer without limits lets every request through at once`() async throws {
    let pacer = pacer(2)
    for _ in 0..<5 {
      let turn = try await pacer.takeTurn { _ in Issue.record("there is no limit") }
      pacer.end(turn, with: .served)
    }
  }

  @Test func `a pause holds every request until its end, and is counted once`() async throws {
    let pacer = pacer(4)
    pacer.pause(for: .seconds(5))
    let paused = Lock(Duration.zero)
    try await withThrowingTaskGroup(of: Void.self) { group in
      func takeTurn() { group.addTask { _ = try await pacer.takeTurn { time in paused.withLock { $0 += time } } } }
      takeTurn()
      // One sleeps for all.
      #expect(try await clock.nextSleep() == .seconds(5))
      clock.advance(by: .seconds(2))
      for _ in 0..<3 { takeTurn() }
      try await eventually { pacer.occupancy.waiting == 4 }
      clock.advance(by: .milliseconds(2_999))
      #expect(clock.sleeperCount == 1)
      clock.advance(by: .milliseconds(1))
      try await group.waitForAll()
    }
    #expect(paused.withLock { $0 } == .seconds(5))
  }

  @Test func `a request that wakes at the end of a pause finds a longer one`() async throws {
    let pacer = pacer(1)
    pacer.pause(for: .seconds(5))
    let paused = Lock(Duration.zero)
    async let turn = pacer.takeTurn { time in paused.withLock { $0 += time } }
    #expect(try await clock.nextSleep() == .seconds(5))
    clock.advance(by: .seconds(2))
    pacer.pause(for: .seconds(10))
    clock.advance(by: .seconds(3))
    #expect(try await clock.nextSleep() == .seconds(7))
    clock.advance(by: .seconds(7))
    _ = try await turn
    #expect(paused.withLock { $0 } == .seconds(12))
  }

  @Test func `an answer lets the next request through, in the order of arrival`() async throws {
    let pacer = pacer(1)
    var turn = try await pacer.takeTurn()
    let order = Lock<[Int]>([])
    try await withThrowingTaskGroup { group in
      let (turns, continuation) = AsyncStream<Pacer.Turn>.makeStream()
      for number in 0..<3 {
        group.addTask {
          let turn = try await pacer.takeTurn()
          order.withLock { $0.append(number) }
          continuation.yield(turn)
        }
        try await eventually { pacer.occupancy.waiting == number + 1 }
      }
      var iterator = turns.makeAsyncIterator()
      for _ in 0..<3 {
        pacer.end(turn, with: .served)
        turn = try #require(await iterator.next())
      }
      try await group.waitForAll()
    }
    #expect(order.withLock { $0 } == [0, 1, 2])
  }

  @Test func `a cancellation ends one wait, asleep or in line, and leaves the others`() async throws {
    let pacer = pacer(1)
    pacer.pause(for: .seconds(5))
    try await withThrowingTaskGroup { others in
      try await withThrowingTaskGroup { cancelled in
        cancelled.addTask {
          await #expect(throws: CancellationError.self) { try await pacer.takeTurn() }
        }
        #expect(try await clock.nextSleep() == .seconds(5))
        cancelled.addTask {
          await #expect(throws: CancellationError.self) { try await pacer.takeTurn() }
        }
        try await eventually { pacer.occupancy.waiting == 2 }
        others.addTask { _ = try await pacer.takeTurn() }
        try await eventually { pacer.occupancy.waiting == 3 }
        cancelled.cancelAll()
        try await cancelled.waitForAll()
      }
      #expect(try await clock.nextSleep() == .seconds(5))
      #expect(clock.sleeperCount == 1 && pacer.occupancy.waiting == 1)
      clock.advance(by: .seconds(5))
      try await others.waitForAll()
    }
  }

  @Test func `a cancelled task takes no turn`() async throws {
    let pacer = pacer(1)
    await withTaskGroup(of: Void.self) { group in
      group.cancelAll()
      group.addTask {
        await #expect(throws: CancellationError.self) { try await pacer.takeTurn() }
      }
    }
    #expect(pacer.occupancy.underWay == 0)
  }

  @Test func `requests per minute are measured by the clock`() async throws {
    let pacer = pacer(4, requestsPerMinute: 120)
    _ = try await pacer.takeTurn()
    async let second = pacer.takeTurn()
    #expect(try await clock.nextSleep() == .milliseconds(500))
    clock.advance(by: .milliseconds(500))
    _ = try await second
  }

  @Test func `a spent budget refuses every request without a wait`() async throws {
    let pacer = pacer(1, budget: 1)
    let turn = try await pacer.takeTurn()
    pacer.pause(for: .seconds(5))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          await #expect(throws: RequestBudgetSpent(budget: 1)) { try await pacer.takeTurn() }
        }
      }
    }
    pacer.end(turn, with: .served)
    #expect(clock.sleeperCount == 0)
  }

  /// Many real tasks, real time: everybody gets a turn, and never too many at a time.
  @Test func `many tasks get their turns although some are cancelled`() async throws {
    let pacer = Pacer(clock: .system, mostUnderWay: 3, requestsPerMinute: 1_000_000)
    let busy = Lock((now: 0, most: 0, done: 0))
    try await withThrowingDiscardingTaskGroup { group in
      for number in 0..<50 {
        group.addTask {
          await withTaskGroup(of: Void.self) { one in
            one.addTask {
              guard let turn = try? await pacer.takeTurn() else { return }
              busy.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
              }
              await Task.yield()
              busy.withLock {
                $0.now -= 1
                $0.done += 1
              }
              if number % 10 == 1 { pacer.pause(for: .milliseconds(1)) }
              pacer.end(turn, with: number % 10 == 1 ? .limited : .served)
            }
            if number % 7 == 3 {
              await Task.yield()
              one.cancelAll()
            }
          }
        }
      }
    }
    let (now, most, done) = busy.withLock { $0 }
    #expect(now == 0 && most <= 3 && done >= 50 - 7)
    #expect(pacer.occupancy.underWay == 0 && pacer.occupancy.waiting == 0)
  }
}
