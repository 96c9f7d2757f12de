import RollcallTestSupport
import Testing

@testable import Backpressure

@Suite(.timeLimit(.minutes(5))) struct InOrderWindowTests {
  @Test(arguments: 1...4, 0..<5 as Range<UInt64>)
  func `elements arrive in the order of the lanes, however the lanes race`(width: Int, seed: UInt64) async throws {
    let window = InOrderWindow<[Int]>(width: width, laneCapacity: 2)
    var generator = RepeatableRandom(seed: seed)
    let counts = (0..<60).map { _ in Int.random(in: 0...5, using: &generator) }
    let delays = (0..<60).map { _ in Int.random(in: 0...20, using: &generator) }
    let expected = counts.indices.flatMap { lane in (0..<counts[lane]).map { [lane, $0] } }
    let mostOpen = Lock(0)

    let delivered = try await withThrowingTaskGroup { group in
      group.addTask {
        try await withThrowingTaskGroup { producers in
          for lane in counts.indices {
            let channel = try await window.openLane()
            let open = window.occupancy.openLanes
            mostOpen.withLock { $0 = max($0, open) }
            producers.addTask {
              for element in 0..<counts[lane] {
                for _ in 0..<delays[lane] { await Task.yield() }
                try await channel.send([lane, element])
              }
              channel.finish()
            }
          }
          window.finish()
          try await producers.waitForAll()
        }
      }
      let delivered = try await window.rest()
      try await group.waitForAll()
      return delivered
    }
    #expect(delivered == expected, "seed \(seed), width \(width)")
    #expect(mostOpen.withLock { $0 } <= width, "seed \(seed), width \(width)")
  }

  @Test(arguments: 1...3)
  func `the opener is suspended while all lanes are open, until one is drained`(width: Int) async throws {
    let window = InOrderWindow<Int>(width: width, laneCapacity: 1)
    let opened = Lock(0)
    try await withThrowingTaskGroup { group in
      group.addTask {
        for lane in 0..<10 {
          let channel = try await window.openLane()
          opened.withLock { $0 += 1 }
          try await channel.send(lane)
          channel.finish()
        }
        window.finish()
      }
      for lane in 0..<(10 - width) {
        // Reading the only element of a lane does not drain it: its end is found by the next read.
        try await eventually { window.occupancy.isOpenerSuspended }
        #expect(opened.withLock { $0 } == max(lane - 1, 0) + width)
        #expect(window.occupancy.openLanes == width)
        #expect(try await window.next() == lane)
        if lane == 0 { #expect(window.occupancy.isOpenerSuspended) }
      }
      #expect(try await window.rest() == Array((10 - width)..<10))
      try await group.waitForAll()
    }
  }

  @Test func `a lane that is not first in line buffers and then waits`() async throws {
    let window = InOrderWindow<String>(width: 2, laneCapacity: 2)
    let first = try await window.openLane()
    let second = try await window.openLane()
    window.finish()
    try await withThrowingTaskGroup { group in
      group.addTask {
        for element in ["b1", "b2", "b3"] { try await second.send(element) }
        second.finish()
      }
      try await eventually { second.occupancy.suspendedSenders == 1 }
      #expect(second.occupancy.buffered == 2)
      try await first.send("a")
      #expect(try await window.next() == "a")
      #expect(second.occupancy.suspendedSenders == 1)
      first.finish()
      #expect(try await window.rest() == ["b1", "b2", "b3"])
      try await group.waitForAll()
    }
  }

  // MARK: Cancellation

  @Test func `an opener that is cancelled while suspended throws and opens nothing`() async throws {
    let window = InOrderWindow<Int>(width: 1, laneCapacity: 1)
    let lane = try await window.openLane()
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: CancellationError.self) { try await window.openLane() }
      }
      try await eventually { window.occupancy.isOpenerSuspended }
      group.cancelAll()
      try await group.waitForAll()
    }
    lane.finish()
    window.finish()
    #expect(try await window.next() == nil)
    #expect(window.occupancy == (0, false, false))
  }

  @Test func `an opener that was cancelled beforehand opens nothing`() async {
    let window = InOrderWindow<Int>(width: 1, laneCapacity: 1)
    await withTaskGroup { group in
      group.addTask {
        cancelCurrentTask()
        await #expect(throws: CancellationError.self) { try await window.openLane() }
      }
    }
    #expect(window.occupancy == (0, false, false))
  }

  @Test func `a consumer that is cancelled in the middle of a lane loses nothing`() async throws {
    let window = InOrderWindow<Int>(width: 1, laneCapacity: 1)
    let lane = try await window.openLane()
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: CancellationError.self) { try await window.next() }
      }
      try await eventually { lane.occupancy.isAwaited }
      group.cancelAll()
      try await group.waitForAll()
    }
    try await lane.send(1)
    lane.finish()
    window.finish()
    #expect(try await window.rest() == [1])
  }

  @Test func `a consumer that is cancelled while it waits for a lane can read again`() async throws {
    let window = InOrderWindow<Int>(width: 1, laneCapacity: 1)
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: CancellationError.self) { try await window.next() }
      }
      try await eventually { window.occupancy.isAwaited }
      group.cancelAll()
      try await group.waitForAll()
    }
    let lane = try await window.openLane()
    try await lane.send(1)
    #expect(try await window.next() == 1)
  }

  // MARK: Failures

  @Test func `the error of a lane is thrown in order and ends the window`() async throws {
    let window = InOrderWindow<Int>(width: 3, laneCapacity: 2)
    let lanes = [try await window.openLane(), try await window.openLane(), try await window.openLane()]
    try await lanes[2].send(3)
    lanes[1].finish(throwing: TestError.lane(1))
    try await lanes[0].send(1)
    try await lanes[0].send(2)
    lanes[0].finish()

    #expect(try await window.next() == 1)
    #expect(try await window.next() == 2)
    try await lanes[2].send(4)
    for _ in 0..<2 {
      await #expect(throws: TestError.lane(1)) { try await window.next() }
    }
    await #expect(throws: TestError.lane(1)) { try await lanes[2].send(5) }
    await #expect(throws: TestError.lane(1)) { try await window.openLane() }
  }

  @Test func `a failure interrupts the consumer in the middle of a lane, the senders and the opener`() async throws {
    let window = InOrderWindow<Int>(width: 2, laneCapacity: 1)
    let first = try await window.openLane()
    let second = try await window.openLane()
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: TestError.producer) { try await window.next() }
      }
      group.addTask {
        await #expect(throws: TestError.producer) { while true { try await second.send(0) } }
      }
      group.addTask {
        await #expect(throws: TestError.producer) { try await window.openLane() }
      }
      try await eventually {
        first.occupancy.isAwaited && second.occupancy.suspendedSenders == 1 && window.occupancy.isOpenerSuspended
      }
      window.finish(throwing: TestError.producer)
      try await group.waitForAll()
    }
    await #expect(throws: TestError.producer) { try await first.send(0) }
    await #expect(throws: TestError.producer) { try await window.next() }
  }

  @Test func `a failure after the finish still counts`() async throws {
    let window = InOrderWindow<Int>(width: 1, laneCapacity: 1)
    let lane = try await window.openLane()
    try await lane.send(1)
    window.finish()
    window.finish(throwing: TestError.producer)
    await #expect(throws: TestError.producer) { try await window.next() }
  }

  @Test(arguments: [nil, TestError.producer])
  func `the end wakes a consumer that waits for a lane`(failure: TestError?) async throws {
    let window = InOrderWindow<Int>(width: 1, laneCapacity: 1)
    try await withThrowingTaskGroup { group in
      group.addTask {
        if let failure {
          await #expect(throws: failure) { try await window.next() }
        } else {
          let element = try await window.next()
          #expect(element == nil)
        }
      }
      try await eventually { window.occupancy.isAwaited }
      if let failure { window.finish(throwing: failure) } else { window.finish() }
      try await group.waitForAll()
    }
  }

  @Test func `a finish refuses suspended and later openers`() async throws {
    let window = InOrderWindow<Int>(width: 1, laneCapacity: 1)
    let lane = try await window.openLane()
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: ChannelFinishedError()) { try await window.openLane() }
      }
      try await eventually { window.occupancy.isOpenerSuspended }
      window.finish()
      try await group.waitForAll()
    }
    await #expect(throws: ChannelFinishedError()) { try await window.openLane() }
    lane.finish()
    #expect(try await window.next() == nil)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a failure at a random moment leaves no task suspended`(seed: UInt64) async throws {
    var generator = RepeatableRandom(seed: seed)
    let patience = Int.random(in: 0...100, using: &generator)
    let window = InOrderWindow<Int>(width: Int.random(in: 1...3, using: &generator), laneCapacity: 1)
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: TestError.producer, "seed \(seed)") {
          try await withThrowingTaskGroup { producers in
            while true {
              let lane = try await window.openLane()
              producers.addTask {
                for element in 0..<3 { try await lane.send(element) }
                lane.finish()
              }
            }
          }
        }
      }
      group.addTask {
        await #expect(throws: TestError.producer, "seed \(seed)") { while try await window.next() != nil {} }
      }
      for _ in 0..<patience { await Task.yield() }
      window.finish(throwing: TestError.producer)
      try await group.waitForAll()
    }
  }

  @Test func `a window without lanes stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = InOrderWindow<Int>(width: 0, laneCapacity: 1)
    }
    #expect(lastWords(of: result).contains("room for at least one lane"))
  }

  @Test func `lanes without room stop the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = InOrderWindow<Int>(width: 1, laneCapacity: 0)
    }
    #expect(lastWords(of: result).contains("A lane needs room for at least one element"))
  }
}
