import Glibc
import Testing

@testable import Backpressure

@Suite struct PieceQueueTests {
  // MARK: The state

  @Test func `slots are used in turn, and none is given out before its piece was given back`() throws {
    var state = PieceQueueState(depth: 2)
    #expect(state.roomForNext == .slot(0))
    state.add(10)
    #expect(state.roomForNext == .slot(1))
    state.add(20)
    #expect(state.roomForNext == nil)
    #expect(state.take() == .slot(.init(index: 0, count: 10)))
    #expect(state.roomForNext == nil, "the piece is in use")
    state.giveBack()
    #expect(state.roomForNext == .slot(0))
    #expect(state.take() == .slot(.init(index: 1, count: 20)))
    state.giveBack()
    #expect(state.take() == nil)
  }

  @Test func `nothing is given back twice`() {
    var state = PieceQueueState(depth: 1)
    state.giveBack()
    state.add(1)
    #expect(state.roomForNext == nil)
    #expect(state.take() != nil)
    state.giveBack()
    state.giveBack()
    state.add(2)
    #expect(state.roomForNext == nil)
  }

  @Test func `the end comes after the pieces that wait, and at once for a producer whose pieces nobody wants`() {
    var state = PieceQueueState(depth: 2)
    state.add(1)
    state.isFinished = true
    #expect(state.take() == .slot(.init(index: 0, count: 1)))
    state.giveBack()
    #expect(state.take() == .end)
    state.isAbandoned = true
    #expect(state.roomForNext == .end)
  }

  // MARK: Two threads

  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 5])
  func `every byte arrives once and in order, whatever the sizes of the pieces`(depth: Int) {
    let queue = PieceQueue(depth: depth, pieceBytes: 64)
    let thread = Thread {
      var next = 0
      for piece in 0..<20_000 {
        guard let room = queue.nextRoom() else { return }
        let count = piece % 64 + 1
        for index in 0..<count {
          room[index] = UInt8(truncatingIfNeeded: next)
          next += 1
        }
        queue.add(count)
      }
      queue.finish()
    }
    var (expected, isInOrder) = (0, true)
    while let piece = queue.next() {
      for byte in piece {
        isInOrder = isInOrder && byte == UInt8(truncatingIfNeeded: expected)
        expected += 1
      }
    }
    thread.join()
    #expect(isInOrder && expected == (0..<20_000).reduce(0) { $0 + $1 % 64 + 1 })
    #expect(queue.next() == nil)
  }

  @Test(.timeLimit(.minutes(1))) func `a producer that waits for room is woken when no piece is wanted any more`() {
    let queue = PieceQueue(depth: 1, pieceBytes: 8)
    let thread = Thread { while queue.nextRoom() != nil { queue.add(8) } }
    _ = queue.next()
    queue.abandon()
    thread.join()
  }
}

@Suite struct MonitorTests {
  @Test(.timeLimit(.minutes(1))) func `a thread that waits is woken by each change until it has what it waits for`() {
    let monitor = Monitor(0)
    let thread = Thread { for _ in 0..<1000 { monitor.change { $0 += 1 } } }
    #expect(monitor.wait { $0 >= 1000 ? $0 : nil } == 1000)
    thread.join()
  }

  @Test func `what is there already is not waited for, and may be changed`() {
    let monitor = Monitor([1, 2])
    #expect(monitor.wait { $0.popLast() } == 2)
    #expect(monitor.change { $0 } == [1])
  }
}

/// A thread of a test.
private struct Thread {
  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  private var thread = pthread_t()

  init(_ body: @escaping @Sendable () -> Void) {
    let context = Unmanaged.passRetained(Body(body))
    let result = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    precondition(result == 0, "a thread can be had")
  }

  func join() { pthread_join(thread, nil) }
}
