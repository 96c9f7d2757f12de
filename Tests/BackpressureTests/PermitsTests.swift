import RollcallTestSupport
import Testing

@testable import Backpressure

@Suite(.timeLimit(.minutes(1))) struct `A number of permits` {
  @Test func `as many tasks hold one at a time as there are permits`() async throws {
    let permits = Permits(3)
    let (now, most) = (Lock(0), Lock(0))
    try await withThrowingDiscardingTaskGroup { group in
      for _ in 0..<50 {
        group.addTask {
          try await permits.withPermit {
            let count = now.withLock { count in
              count += 1
              return count
            }
            most.withLock { $0 = max($0, count) }
            for _ in 0..<5 { await Task.yield() }
            now.withLock { $0 -= 1 }
          }
        }
      }
    }
    #expect(most.withLock { $0 } <= 3 && permits.occupancy == (free: 3, waiting: 0))
  }

  @Test func `tasks that wait get them in the order in which they came`() async throws {
    let permits = Permits(1)
    let gate = Promise<Void>()
    let order = Lock<[Int]>([])
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { try await permits.withPermit { _ = try await gate.value() } }
      try await eventually { permits.occupancy.free == 0 }
      for number in 0..<5 {
        group.addTask { try await permits.withPermit { order.withLock { $0.append(number) } } }
        try await eventually { permits.occupancy.waiting == number + 1 }
      }
      gate.fulfil(())
    }
    #expect(order.withLock { $0 } == [0, 1, 2, 3, 4])
  }

  @Test func `a task that is cancelled while it waits takes none`() async throws {
    let permits = Permits(1)
    try await permits.withPermit {
      let waiting = Task { try await permits.withPermit {} }
      try await eventually { permits.occupancy.waiting == 1 }
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
    }
    #expect(permits.occupancy == (free: 1, waiting: 0))
  }

  @Test func `a body that throws gives its permit back`() async throws {
    struct Failure: Error {}
    let permits = Permits(1)
    await #expect(throws: Failure.self) { try await permits.withPermit { throw Failure() } }
    #expect(permits.occupancy == (free: 1, waiting: 0))
  }
}
