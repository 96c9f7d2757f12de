import Rollcall

/// A response's status and its few relevant header fields.
struct CurlResponseHead: Sendable, Equatable {
  var status: Int
  var headers: [String: String]
}

/// The received parts of one transfer and its waiter: a plain value, without locks or tasks.
///
/// The consumer is one task; it takes the head, then bytes until the end. When there is nothing to take, it leaves a
/// waiter, which the next event returns. Up to `limit` bytes wait, then the transfer is paused.
struct CurlTransferStateMachine<Waiter: Equatable & Sendable>: Sendable {
  /// The most bytes that may wait for the consumer.
  private let limit: Int
  private var head: CurlResponseHead?
  var hasHead: Bool { head != nil }
  private var status = 0
  private var headers: [String: String] = [:]
  private var headerBytes = 0
  /// Whether anything has arrived.
  var hasBegun: Bool { headerBytes > 0 }
  private var buffer: [UInt8] = []
  /// The number of bytes that were last taken at a time: room for as many spares most of the copies of a growing array.
  private var expectedCount = 0
  /// Whether the transfer waits for room.
  private(set) var isPaused = false
  private var isComplete = false
  private var error: TransportError?
  private var waiter: Waiter?

  /// The limit of all heads and trailers of a response: far more than any service sends, and little enough to hold.
  static var headerLimit: Int { 256 * 1024 }

  init(limit: Int = 256 * 1024) {
    self.limit = limit
  }

  // MARK: - The consumer

  enum HeadAction: Equatable {
    case head(CurlResponseHead)
    case failure(TransportError)
    case suspend(Waiter)
  }

  mutating func takeHead(waitingAs waiter: @autoclosure () -> Waiter) -> HeadAction {
    if let head { return .head(head) }
    if let error { return .failure(error) }
    if isComplete { return .failure(TransportError(.badResponse, "the response ended before a status that is one")) }
    return .suspend(suspend(waiter()))
  }

  enum BytesAction: Equatable {
    /// The bytes, and whether the transfer was paused and can continue now.
    case bytes([UInt8], wasPaused: Bool)
    case end
    case failure(TransportError)
    case suspend(Waiter)
  }

  /// Takes all present bytes. An error comes after the bytes before it.
  mutating func takeBytes(waitingAs waiter: @autoclosure () -> Waiter) -> BytesAction {
    if !buffer.isEmpty {
      defer {
        expectedCount = buffer.count
        buffer = []
        isPaused = false
      }
      return .bytes(buffer, wasPaused: isPaused)
    }
    if let error { return .failure(error) }
    if isComplete { return .end }
    return .suspend(suspend(waiter()))
  }

  private mutating func suspend(_ waiter: Waiter) -> Waiter {
    precondition(self.waiter == nil, "one task reads a response")
    self.waiter = waiter
    return waiter
  }

  /// Withdraws a waiter.
  ///
  /// - Returns: whether it still waited.
  mutating func cancelWait(_ waiter: Waiter) -> Bool {
    guard self.waiter == waiter else { return false }
    self.waiter = nil
    return true
  }

  /// Drops the present and all future bytes.
  ///
  /// - Returns: whether the transfer is still running and must be stopped.
  mutating func abandon() -> Bool {
    buffer = []
    defer { isComplete = true }
    return !isComplete
  }

  // MARK: - The transfer

  /// Returns the waiter, which must be resumed.
  mutating func takeWaiter() -> Waiter? {
    defer { waiter = nil }
    return waiter
  }

  /// Returns the waiter once the head is complete: a single line is not worth waking for.
  mutating func takeHeadWaiter() -> Waiter? { head == nil ? nil : takeWaiter() }

  /// Accepts a line of a head, with its line end.
  ///
  /// - Returns: `false` if the transfer must not continue.
  mutating func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    headerBytes += line.count
    guard headerBytes <= Self.headerLimit else {
      complete(TransportError(.tooLarge, "its head is larger than \(Self.headerLimit >> 10) KiB"))
      return false
    }
    // Trailers come after the head; none of them is needed.
    guard head == nil else { return true }
    if line.starts(with: "HTTP/".utf8) {
      // HTTP/1.1 200 OK. A response before it was an interim one.
      let text = String(decoding: line, as: UTF8.self)
      status = text.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
      headers = [:]
    } else if line.allSatisfy({ $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }) {
      if status >= 200 { head = CurlResponseHead(status: status, headers: headers) }
    } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
      let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
      guard keptHeaders.contains(name) || name.contains("cache") else { return true }
      var value = String(decoding: line[(colon + 1)...], as: UTF8.self)[...]
      while let last = value.last, last.isWhitespace { value = value.dropLast() }
      value = value.drop(while: \.isWhitespace)
      // Each cache adds its own value.
      let before = lastHeaders.contains(name) ? nil : headers[name]
      headers[name] = before.map { "\($0), \(value)" } ?? String(value)
    }
    return true
  }

  /// Accepts bytes of the content.
  ///
  /// - Returns: `false` if there is no room: the transfer must pause and offer the same bytes again later.
  mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if isComplete { return true }
    guard buffer.count < limit else {
      isPaused = true
      return false
    }
    if buffer.isEmpty { buffer.reserveCapacity(max(bytes.count, expectedCount)) }
    buffer.append(contentsOf: bytes)
    return true
  }

  mutating func complete(_ error: TransportError?) {
    guard !isComplete else { return }
    isComplete = true
    self.error = error
  }
}

/// The fields whose last value counts.
private let lastHeaders: Set = ["content-type", "date", "location", "retry-after", "x-request-id"]
/// The fields that are kept, apart from those of caches; all others are dropped.
private let keptHeaders = lastHeaders.union([
  "age", "content-range", "link", "warning", "www-authenticate", "x-varnish",
])
