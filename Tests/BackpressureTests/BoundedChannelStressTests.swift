import RollcallTestSupport
import Testing

@testable import Backpressure

/// Many tasks, cancelled at random moments. What is asserted is the promise of the channel: a returned `send` is an
/// element delivered once and in order, a thrown one is an element not delivered.
@Suite(.timeLimit(.minutes(5))) struct BoundedChannelStressTests {
  struct Item: Hashable {
    let producer: Int
    let number: Int
  }

  @Test(arguments: 1...3, [1, 2, 3] as [UInt64])
  func `cancelled senders neither lose nor duplicate elements`(capacity: Int, seed: UInt64) async throws {
    let channel = BoundedChannel<Item>(capacity: capacity)
    let accepted = Lock<Set<Item>>([])
    let cancelled = Lock(0)

    let delivered = try await withThrowingTaskGroup { group in
      group.addTask {
        try await withThrowingTaskGroup { producers in
          for producer in 0..<4 {
            producers.addTask {
              var generator = RepeatableRandom(seed: seed &* 1_000 &+ UInt64(producer))
              for number in 0..<500 {
                let item = Item(producer: producer, number: number)
                // Each send is a task of its own, so that it can be cancelled alone: sometimes before it begins,
                // sometimes in the middle, sometimes when all is over.
                let patience = Int.random(in: 0..<6, using: &generator)
                let isAccepted = await withTaskGroup(of: Bool.self) { sends in
                  sends.addTask { (try? await channel.send(item)) != nil }
                  if patience < 3 {
                    for _ in 0..<patience { await Task.yield() }
                    sends.cancelAll()
                  }
                  return await sends.next() == true
                }
                if isAccepted { accepted.withLock { _ = $0.insert(item) } } else { cancelled.withLock { $0 += 1 } }
              }
            }
          }
          try await producers.waitForAll()
        }
        channel.finish()
      }
      return try await channel.rest()
    }

    let comment: Comment = "seed \(seed), capacity \(capacity)"
    #expect(delivered.count == Set(delivered).count, comment)
    #expect(Set(delivered) == accepted.withLock { $0 }, comment)
    #expect(delivered.count + cancelled.withLock { $0 } == 2_000, comment)
    #expect(cancelled.withLock { $0 } > 0, comment)
    for producer in 0..<4 {
      let numbers = delivered.filter { $0.producer == producer }.map(\.number)
      #expect(numbers == numbers.sorted(), comment)
    }
  }

  @Test(arguments: 1...3, [1, 2, 3] as [UInt64])
  func `a cancelled consumer loses no element`(capacity: Int, seed: UInt64) async throws {
    let channel = BoundedChannel<Int>(capacity: capacity)
    let (delivered, cancellations) = try await withThrowingTaskGroup { group in
      group.addTask {
        for element in 0..<3_000 { try await channel.send(element) }
        channel.finish()
      }
      var generator = RepeatableRandom(seed: seed)
      var delivered: [Int] = []
      var cancellations = 0
      var isAtEnd = false
      while !isAtEnd {
        let patience = Int.random(in: 0..<6, using: &generator)
        let result = await withTaskGroup(of: Result<Int?, any Error>.self) { nexts in
          nexts.addTask {
            do { return .success(try await channel.next()) } catch { return .failure(error) }
          }
          if patience < 3 {
            for _ in 0..<patience { await Task.yield() }
            nexts.cancelAll()
          }
          return await nexts.next()
        }
        switch try #require(result) {
        case .success(let element?): delivered.append(element)
        case .success(nil): isAtEnd = true
        case .failure: cancellations += 1
        }
      }
      return (delivered, cancellations)
    }
    #expect(delivered == Array(0..<3_000), "seed \(seed), capacity \(capacity)")
    #expect(cancellations > 0, "seed \(seed), capacity \(capacity)")
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a close in the middle leaves no task suspended`(seed: UInt64) async throws {
    var generator = RepeatableRandom(seed: seed)
    let capacity = Int.random(in: 1...3, using: &generator)
    let readsBeforeClose = Int.random(in: 0...50, using: &generator)
    let channel = BoundedChannel<Int>(capacity: capacity)
    try await withThrowingTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          await #expect(throws: TestError.consumer, "seed \(seed)") {
            while true { try await channel.send(0) }
          }
        }
      }
      for _ in 0..<readsBeforeClose { _ = try await channel.next() }
      channel.close(throwing: TestError.consumer)
      try await group.waitForAll()
    }
    #expect(channel.occupancy == (0, 0, false), "seed \(seed)")
  }
}
