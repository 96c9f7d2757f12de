import Testing

@testable import Backpressure

@Suite struct LockTests {
  @Test(.timeLimit(.minutes(5)))
  func `increments from many tasks all count`() async {
    let counter = Lock(0)
    await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<50_000 { counter.withLock { $0 += 1 } } }
      }
    }
    #expect(counter.withLock { $0 } == 400_000)
  }

  @Test func `an error of the closure is thrown, and the lock is free again`() {
    let lock = Lock("untouched")
    #expect(throws: TestError.producer) {
      try lock.withLock { state throws(TestError) in
        state = "touched"
        throw .producer
      }
    }
    #expect(lock.withLock { $0 } == "touched")
  }

  @Test func `a lock can guard a state that is not Sendable`() {
    final class Counter { var value = 0 }
    let lock = Lock(Counter())
    lock.withLock { $0.value += 1 }
    #expect(lock.withLock { $0.value } == 1)
  }

  @Test func `the state is released with the lock`() {
    final class Token: Sendable {}
    weak var released: Token?
    do {
      let token = Token()
      released = token
      let lock = Lock(token)
      #expect(lock.withLock { $0 } === token)
    }
    #expect(released == nil)
  }

  @Test func `taking the lock inside itself stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let lock = Lock(0)
      lock.withLock { _ in lock.withLock { $0 += 1 } }
    }
    #expect(lastWords(of: result).contains("taken again"))
  }
}
