import RollcallTestSupport
import Testing

@testable import Backpressure

@Suite(.timeLimit(.minutes(5))) struct InOrderResultsTests {
  /// 0, 1, 2, … up to the limit.
  static func count(to limit: Int) -> @Sendable () async throws -> Int? {
    let counter = Lock(0)
    return {
      counter.withLock { number in
        defer { number += 1 }
        return number < limit ? number : nil
      }
    }
  }

  @Test(arguments: 1...4, [0, 1, 2, 50])
  func `outputs come in the order of the inputs`(width: Int, count: Int) async throws {
    let inWork = Lock((now: 0, most: 0))
    let outputs = try await withInOrderResults(of: Self.count(to: count), width: width) { number in
      inWork.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      // The later ones of each handful are the faster ones.
      for _ in 0..<(5 - number % 5) { await Task.yield() }
      inWork.withLock { $0.now -= 1 }
      return number * number
    } body: { results in
      try await results.rest()
    }
    #expect(outputs == (0..<count).map { $0 * $0 })
    #expect(inWork.withLock { $0.most } <= width)
  }

  @Test func `an input is taken only when there is room for it`() async throws {
    let taken = Lock(0)
    let next = Self.count(to: 10)
    let inputs: @Sendable () async throws -> Int? = {
      taken.withLock { $0 += 1 }
      return try await next()
    }
    try await withInOrderResults(of: inputs, width: 3, transform: { $0 }) { results in
      try await eventually { results.occupancy.isOpenerSuspended }
      #expect(taken.withLock { $0 } == 3)
      #expect(try await results.rest() == Array(0..<10))
    }
  }

  @Test(arguments: 1...3)
  func `jobs run side by side`(width: Int) async throws {
    let inWork = Lock(0)
    let outputs = try await withInOrderResults(of: Self.count(to: width), width: width) { number in
      inWork.withLock { $0 += 1 }
      try await eventually { inWork.withLock { $0 } == width }
      return number
    } body: { results in
      try await results.rest()
    }
    #expect(outputs == Array(0..<width))
  }

  @Test func `the error of a job is thrown in the place of its output`() async {
    var outputs: [Int] = []
    await #expect(throws: TestError.lane(5)) {
      try await withInOrderResults(of: Self.count(to: .max), width: 3) { number in
        if number == 5 { throw TestError.lane(number) }
        return number
      } body: { results in
        while let output = try await results.next() { outputs.append(output) }
      }
    }
    #expect(outputs == [0, 1, 2, 3, 4])
  }

  @Test func `an error of the inputs is thrown after the outputs of the inputs before it`() async {
    let next = Self.count(to: 5)
    let inputs: @Sendable () async throws -> Int? = {
      guard let number = try await next() else { throw TestError.producer }
      return number
    }
    var outputs: [Int] = []
    await #expect(throws: TestError.producer) {
      try await withInOrderResults(of: inputs, width: 3, transform: { $0 }) { results in
        while let output = try await results.next() { outputs.append(output) }
      }
    }
    #expect(outputs == [0, 1, 2, 3, 4])
  }

  @Test func `a body that returns early stops the inputs and the jobs`() async throws {
    let first = try await withInOrderResults(of: Self.count(to: .max), width: 3) { number in
      if number > 0 { try await Task.sleep(for: .seconds(3_600)) }
      return number
    } body: { results in
      try await results.next()
    }
    #expect(first == 0)
  }

  @Test func `a body that throws stops the inputs and the jobs`() async {
    await #expect(throws: TestError.consumer) {
      try await withInOrderResults(of: Self.count(to: .max), width: 3, transform: { $0 }) { results in
        _ = try await results.next()
        throw TestError.consumer
      }
    }
  }

  @Test func `cancellation ends the wait for a result`() async throws {
    let isReading = Lock(false)
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: CancellationError.self) {
          try await withInOrderResults(of: Self.count(to: .max), width: 2) { _ in
            try await Task.sleep(for: .seconds(3_600))
          } body: { results in
            isReading.withLock { $0 = true }
            try await results.next()
          }
        }
      }
      try await eventually { isReading.withLock { $0 } }
      group.cancelAll()
      try await group.waitForAll()
    }
  }
}
