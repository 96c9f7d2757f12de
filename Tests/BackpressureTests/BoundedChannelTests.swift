import RollcallTestSupport
import Testing

@testable import Backpressure

@Suite(.timeLimit(.minutes(5))) struct BoundedChannelTests {
  @Test(arguments: 1...3, [0, 1, 2, 3, 4, 100])
  func `every sent element arrives once and in order`(capacity: Int, count: Int) async throws {
    let channel = BoundedChannel<Int>(capacity: capacity)
    try await withThrowingTaskGroup { group in
      group.addTask {
        for element in 0..<count { try await channel.send(element) }
        channel.finish()
      }
      #expect(try await channel.rest() == Array(0..<count))
      try await group.waitForAll()
    }
    #expect(try await channel.next() == nil)
  }

  // MARK: Back-pressure

  @Test(arguments: 1...3)
  func `a full channel suspends the producer, and each read admits one more element`(capacity: Int) async throws {
    let channel = BoundedChannel<Int>(capacity: capacity)
    let accepted = Lock(0)
    try await withThrowingTaskGroup { group in
      group.addTask {
        for element in 0..<10 {
          try await channel.send(element)
          accepted.withLock { $0 = element + 1 }
        }
        channel.finish()
      }
      for element in 0..<(10 - capacity) {
        try await eventually { channel.occupancy.suspendedSenders == 1 }
        #expect(accepted.withLock { $0 } == element + capacity)
        #expect(channel.occupancy.buffered == capacity)
        #expect(try await channel.next() == element)
      }
      #expect(try await channel.rest() == Array((10 - capacity)..<10))
    }
  }

  @Test func `an empty channel suspends the consumer, and each send wakes it for one element`() async throws {
    let channel = BoundedChannel<Int>(capacity: 1)
    try await withThrowingTaskGroup { group in
      group.addTask {
        let elements = try await channel.rest()
        #expect(elements == [0, 1, 2])
      }
      for element in 0..<3 {
        try await eventually { channel.occupancy.isAwaited }
        try await channel.send(element)
      }
      try await eventually { channel.occupancy.isAwaited }
      channel.finish()
      try await group.waitForAll()
    }
  }

  @Test func `suspended producers are served in the order of their arrival`() async throws {
    let channel = BoundedChannel<Int>(capacity: 1)
    try await channel.send(0)
    try await withThrowingTaskGroup { group in
      for element in 1...5 {
        group.addTask { try await channel.send(element) }
        try await eventually { channel.occupancy.suspendedSenders == element }
      }
      for element in 0...5 { #expect(try await channel.next() == element) }
      try await group.waitForAll()
    }
  }

  @Test(arguments: 1...3)
  func `the elements of each of several producers arrive in order`(capacity: Int) async throws {
    let channel = BoundedChannel<(producer: Int, element: Int)>(capacity: capacity)
    try await withThrowingTaskGroup { group in
      group.addTask {
        try await withThrowingTaskGroup { producers in
          for producer in 0..<4 {
            producers.addTask { for element in 0..<100 { try await channel.send((producer, element)) } }
          }
          try await producers.waitForAll()
        }
        channel.finish()
      }
      var next = [0, 0, 0, 0]
      while let (producer, element) = try await channel.next() {
        #expect(element == next[producer])
        next[producer] += 1
      }
      #expect(next == [100, 100, 100, 100])
      try await group.waitForAll()
    }
  }

  // MARK: Cancellation

  @Test func `a sender that is cancelled while suspended throws, and its element is not delivered`() async throws {
    let channel = BoundedChannel<String>(capacity: 1)
    try await channel.send("accepted")
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: CancellationError.self) { try await channel.send("cancelled") }
      }
      try await eventually { channel.occupancy.suspendedSenders == 1 }
      group.cancelAll()
      try await group.waitForAll()
    }
    channel.finish()
    #expect(try await channel.rest() == ["accepted"])
  }

  @Test func `a sender that was cancelled beforehand throws although there is room`() async throws {
    let channel = BoundedChannel<String>(capacity: 1)
    await withTaskGroup { group in
      group.addTask {
        cancelCurrentTask()
        await #expect(throws: CancellationError.self) { try await channel.send("cancelled") }
      }
    }
    #expect(channel.occupancy == (0, 0, false))
  }

  @Test func `a consumer that is cancelled while suspended throws, and the channel stays open`() async throws {
    let channel = BoundedChannel<Int>(capacity: 1)
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: CancellationError.self) { try await channel.next() }
      }
      try await eventually { channel.occupancy.isAwaited }
      group.cancelAll()
      try await group.waitForAll()
    }
    try await channel.send(1)
    #expect(try await channel.next() == 1)
  }

  @Test func `a consumer that was cancelled beforehand throws and leaves the elements`() async throws {
    let channel = BoundedChannel<Int>(capacity: 1)
    try await channel.send(1)
    await withTaskGroup { group in
      group.addTask {
        cancelCurrentTask()
        await #expect(throws: CancellationError.self) { try await channel.next() }
      }
    }
    #expect(try await channel.next() == 1)
  }

  @Test func `producers wake up when the consumer throws out of their task group`() async {
    let channel = BoundedChannel<Int>(capacity: 1)
    await #expect(throws: TestError.consumer) {
      try await withThrowingTaskGroup { group in
        group.addTask { while true { try await channel.send(0) } }
        _ = try await channel.next()
        throw TestError.consumer
      }
    }
  }

  // MARK: The end

  @Test func `the producer's failure is thrown after its elements, and again at each later call`() async throws {
    let channel = BoundedChannel<Int>(capacity: 2)
    try await channel.send(1)
    try await channel.send(2)
    channel.finish(throwing: TestError.producer)
    #expect(try await channel.next() == 1)
    #expect(try await channel.next() == 2)
    for _ in 0..<2 {
      await #expect(throws: TestError.producer) { try await channel.next() }
    }
  }

  @Test(arguments: [nil, TestError.producer])
  func `a finish wakes the suspended consumer`(failure: TestError?) async throws {
    let channel = BoundedChannel<Int>(capacity: 1)
    try await withThrowingTaskGroup { group in
      group.addTask {
        if let failure {
          await #expect(throws: failure) { try await channel.next() }
        } else {
          let element = try await channel.next()
          #expect(element == nil)
        }
      }
      try await eventually { channel.occupancy.isAwaited }
      if let failure { channel.finish(throwing: failure) } else { channel.finish() }
      try await group.waitForAll()
    }
  }

  @Test func `a finish refuses suspended and later senders`() async throws {
    let channel = BoundedChannel<String>(capacity: 1)
    try await channel.send("accepted")
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: ChannelFinishedError()) { try await channel.send("suspended") }
      }
      try await eventually { channel.occupancy.suspendedSenders == 1 }
      channel.finish()
      try await group.waitForAll()
    }
    await #expect(throws: ChannelFinishedError()) { try await channel.send("late") }
    #expect(try await channel.rest() == ["accepted"])
  }

  @Test func `a close drops the buffered elements and refuses suspended and later senders`() async throws {
    let channel = BoundedChannel<String>(capacity: 1)
    try await channel.send("dropped")
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: TestError.consumer) { try await channel.send("suspended") }
      }
      try await eventually { channel.occupancy.suspendedSenders == 1 }
      channel.close(throwing: TestError.consumer)
      try await group.waitForAll()
    }
    await #expect(throws: TestError.consumer) { try await channel.send("late") }
    await #expect(throws: TestError.consumer) { try await channel.next() }
  }

  @Test func `a close by another task wakes the suspended consumer`() async throws {
    let channel = BoundedChannel<Int>(capacity: 1)
    try await withThrowingTaskGroup { group in
      group.addTask {
        await #expect(throws: TestError.consumer) { try await channel.next() }
      }
      try await eventually { channel.occupancy.isAwaited }
      channel.close(throwing: TestError.consumer)
      try await group.waitForAll()
    }
  }

  @Test func `a channel without room stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = BoundedChannel<Int>(capacity: 0)
    }
    #expect(lastWords(of: result).contains("room for at least one element"))
  }

  @Test func `a second consumer stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let channel = BoundedChannel<Int>(capacity: 1)
      async let one = channel.next()
      async let another = channel.next()
      _ = try await (one, another)
    }
    #expect(lastWords(of: result).contains("one consumer at a time"))
  }
}
