import RollcallTestSupport
import Testing

@testable import Backpressure

@Suite struct RingBufferTests {
  @Test(arguments: 1...4, 0...9)
  func `any mix of appends and removals behaves like an array`(capacity: Int, seed: UInt64) {
    var generator = RepeatableRandom(seed: seed)
    var buffer = RingBuffer<Int>(capacity: capacity)
    var model: [Int] = []
    for element in 0..<50 {
      if Bool.random(using: &generator), !buffer.isFull {
        buffer.append(element)
        model.append(element)
      } else {
        #expect(buffer.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
      }
      #expect(buffer.first == model.first)
      #expect(buffer.count == model.count)
      #expect(buffer.isEmpty == model.isEmpty)
      #expect(buffer.isFull == (model.count == capacity))
    }
    #expect(buffer.popAll() == model)
    #expect(buffer.isEmpty)
  }

  @Test func `copies do not share their elements`() {
    var buffer = RingBuffer<Int>(capacity: 2)
    buffer.append(1)
    var copy = buffer
    copy.append(2)
    #expect(buffer.popAll() == [1])
    #expect(copy.popAll() == [1, 2])
  }

  @Test func `a buffer of optionals keeps nil as an element`() {
    var buffer = RingBuffer<Int?>(capacity: 2)
    buffer.append(nil)
    buffer.append(1)
    #expect(buffer.popFirst() == .some(nil))
    #expect(buffer.popFirst() == .some(1))
    #expect(buffer.popFirst() == .none)
  }

  @Test func `a removed element is not kept alive`() {
    final class Token {}
    weak var released: Token?
    var buffer = RingBuffer<Token>(capacity: 2)
    do {
      let token = Token()
      released = token
      buffer.append(token)
    }
    #expect(released != nil)
    _ = buffer.popFirst()
    #expect(released == nil)
    #expect(buffer.capacity == 2)
  }

  @Test func `a buffer without room stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = RingBuffer<Int>(capacity: 0)
    }
    #expect(lastWords(of: result).contains("room for at least one element"))
  }

  @Test func `appending to a full buffer stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var buffer = RingBuffer<Int>(capacity: 1)
      buffer.append(1)
      buffer.append(2)
    }
    #expect(lastWords(of: result).contains("takes no further element"))
  }
}
