import CMicroHTTPD
import Glibc

/// The reader of a body that is sent in an unusual way: only a part of it, in pieces with pauses, or with another
/// ending.
final class BodyReader {
  private let body: StoredBody
  private let connection: OpaquePointer
  private let timekeeper: Timekeeper
  private let limit: Int
  private let ending: Answer.Ending
  private let framing: Answer.Framing
  private let piece: Int
  private let pause: Duration?
  private var hasPaused = true

  init(_ answer: Answer, on connection: OpaquePointer, timekeeper: Timekeeper) {
    switch answer.body {
    case .bytes(let bytes): body = StoredBody(bytes)
    case .stored(let stored): body = stored
    }
    self.connection = connection
    self.timekeeper = timekeeper
    switch answer.delivery {
    case .part(let bytes, let ending, let framing):
      (limit, self.ending, self.framing) = (min(bytes, body.count), ending, framing)
      (piece, pause) = (.max, nil)
    case .slow(let bytes, let pause):
      (limit, ending, framing) = (body.count, .regular, .length)
      (piece, self.pause) = (max(1, bytes), pause)
    case .whole, .nothing:
      (limit, ending, framing) = (body.count, .regular, .length)
      (piece, pause) = (.max, nil)
    }
  }

  func response() -> OpaquePointer? {
    let reader = Unmanaged.passRetained(self).toOpaque()
    return MHD_create_response_from_callback(
      promisedSize, 1 << 16,
      { reader, position, buffer, capacity in
        Unmanaged<BodyReader>.fromOpaque(reader!).takeUnretainedValue()
          .read(from: Int(position), to: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
      }, reader, { Unmanaged<BodyReader>.fromOpaque($0!).release() })
  }

  /// A body with a regular end has its true length; any other promises more.
  private var promisedSize: UInt64 {
    switch (framing, ending) {
    case (.chunks, _): UInt64.max
    case (.length, .regular): UInt64(limit)
    case (.length, _): UInt64(body.count)
    }
  }

  /// - Returns: the number of bytes; 0 to be called again after the connection was suspended; or an ending.
  private func read(from position: Int, to buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard position < limit else { return end() }
    if let pause, !hasPaused {
      hasPaused = true
      return timekeeper.suspend(connection, for: pause) ? 0 : Self.broken
    }
    hasPaused = false
    let wanted = min(buffer.count, limit - position, piece)
    let count = body.copy(from: position, to: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
    return count > 0 ? count : Self.broken
  }

  private func end() -> Int {
    switch ending {
    case .regular: return Self.finished
    case .close: return Self.broken
    case .reset:
      guard let socket = LoopbackSocket.descriptor(of: connection) else { return Self.broken }
      // A reset discards bytes that are still on their way, but the client must receive exactly the given number.
      if LoopbackSocket.unacknowledgedBytes(socket) > 0, timekeeper.suspend(connection, for: .milliseconds(1)) {
        return 0
      }
      LoopbackSocket.reset(socket)
      return Self.broken
    }
  }

  // The values of `MHD_CONTENT_READER_END_OF_STREAM` and `…_WITH_ERROR`, which are casts in C and so not imported.
  private static let finished = -1
  private static let broken = -2
}
