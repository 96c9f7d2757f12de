/// A first-in, first-out queue of fixed capacity.
///
/// The memory is allocated once. Appending and removing take constant time, unlike removing the first element of an
/// array. A slot is cleared when its element leaves, so the buffer keeps no removed element alive.
package struct RingBuffer<Element> {
  private var slots: [Element?]
  private var head = 0

  /// The number of elements in the queue.
  package private(set) var count = 0

  /// Makes an empty queue.
  ///
  /// - Parameter capacity: The largest number of elements, at least 1.
  package init(capacity: Int) {
    precondition(capacity >= 1, "A ring buffer needs room for at least one element")
    slots = Array(repeating: nil, count: capacity)
  }

  /// The largest number of elements.
  package var capacity: Int { slots.count }

  /// Whether the queue is empty.
  package var isEmpty: Bool { count == 0 }

  /// Whether the queue has no room for another element.
  package var isFull: Bool { count == slots.count }

  /// The oldest element.
  package var first: Element? { isEmpty ? nil : slots[head] }

  /// Adds an element after all others. The queue must not be full.
  package mutating func append(_ element: Element) {
    precondition(!isFull, "A full ring buffer takes no further element")
    slots[index(head + count)] = element
    count += 1
  }

  /// Removes and returns the oldest element; `nil` if there is none.
  package mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    let element = slots[head].take()
    head = index(head + 1)
    count -= 1
    return element
  }

  /// Removes and returns all elements, oldest first.
  package mutating func popAll() -> [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(count)
    while let element = popFirst() { elements.append(element) }
    return elements
  }

  /// Wraps a position that is at most one capacity too large; cheaper than a remainder.
  private func index(_ position: Int) -> Int {
    position < slots.count ? position : position - slots.count
  }
}

extension RingBuffer: Sendable where Element: Sendable {}
