import CByteMasks

/// A writer into memory that is large enough, so that no single write has to ask for room.
struct ByteWriter {
  private var cursor: UnsafeMutablePointer<UInt8>

  mutating func write(_ byte: UInt8) {
    cursor.pointee = byte
    cursor += 1
  }

  /// Takes the last byte back.
  mutating func removeLast() { cursor -= 1 }

  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    cursor.update(from: start, count: bytes.count)
    cursor += bytes.count
  }

  /// Writes bytes.
  ///
  /// - Parameter readable: the number of readable bytes from the start of `bytes` on, including those after them.
  @inline(__always)
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>, readable: Int) {
    guard readable - bytes.count >= Self.step, let start = bytes.baseAddress else { return write(bytes) }
    write(padded: start, count: bytes.count)
  }

  mutating func write(_ text: StaticString) {
    write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Writes bytes, and one of them twice wherever it occurs.
  ///
  /// - Parameter readable: the number of readable bytes from the start of `bytes` on, including those after them.
  @inline(__always)
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>, doubling byte: UInt8, readable: Int) {
    write(bytes, readable: readable) {
      cbytemasks_copy($0, $1, byte)
    } special: { byte, writer in
      writer.write(byte)
      writer.write(byte)
    }
  }

  /// Writes the content of a JSON string, without the quotes around it.
  ///
  /// - Parameter readable: the number of readable bytes from the start of `bytes` on, including those after them.
  @inline(__always)
  mutating func write(escaping bytes: UnsafeBufferPointer<UInt8>, readable: Int) {
    write(bytes, readable: readable) {
      cbytemasks_copy_json($0, $1)
    } special: {
      JSONEscaping.write($0, to: &$1)
    }
  }

  /// Writes bytes, and what `special` makes of some of them.
  ///
  /// Values are short, so it pays to copy more than the value and to step back.
  ///
  /// - Parameters:
  ///   - readable: the number of readable bytes from the start of `bytes` on, including those after them.
  ///   - copy: copies 16 bytes, and returns which of them are special.
  @inline(__always)
  private mutating func write(
    _ bytes: UnsafeBufferPointer<UInt8>, readable: Int,
    copy: (UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>) -> UInt64,
    special: (UInt8, inout ByteWriter) -> Void
  ) {
    guard readable - bytes.count >= Self.step else {
      // A text that stands alone, or at the end of a batch, is moved to where more is readable.
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + Self.step) { room in
        let end = room.initialize(fromContentsOf: bytes)
        room[end...].initialize(repeating: 0)
        write(UnsafeBufferPointer(rebasing: room[..<bytes.count]), copy: copy, special: special)
      }
    }
    write(bytes, copy: copy, special: special)
  }

  @inline(__always)
  private mutating func write(
    _ bytes: UnsafeBufferPointer<UInt8>,
    copy: (UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>) -> UInt64,
    special: (UInt8, inout ByteWriter) -> Void
  ) {
    guard var source = bytes.baseAddress else { return }
    var rest = bytes.count
    while rest > 0 {
      let places = copy(cursor, source)
      if places != 0, places.trailingZeroBitCount < rest {
        let place = places.trailingZeroBitCount
        cursor += place
        special(source[place], &self)
        source += place &+ 1
        rest &-= place &+ 1
      } else {
        cursor += min(rest, Self.step)
        source += Self.step
        rest &-= Self.step
      }
    }
  }

  /// Writes bytes that end with as many further ones as are copied at a time; see `padded`.
  @inline(__always)
  mutating func write(padded bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    write(padded: start, count: bytes.count - Self.step)
  }

  /// Writes bytes after which as many further ones are readable as are copied at a time.
  mutating func write(padded start: UnsafePointer<UInt8>, count: Int) {
    cbytemasks_copy_steps(cursor, start, count)
    cursor += count
  }

  /// The number of bytes copied at a time; the last ones may have no meaning.
  static let step = Int(CBYTEMASKS_STEP)

  fileprivate init(_ start: UnsafeMutablePointer<UInt8>) { cursor = start }

  fileprivate func count(from start: UnsafeMutablePointer<UInt8>) -> Int { cursor - start }
}

extension [UInt8] {
  /// The same bytes, and as many further ones as a `ByteWriter` copies at a time.
  var padded: [UInt8] { self + repeatElement(0, count: ByteWriter.step) }

  /// Appends the output of `body`: at most `limit` bytes.
  mutating func append(atMost limit: Int, _ body: (inout ByteWriter) -> Void) {
    append(addingCapacity: limit + ByteWriter.step) { output in
      output.withUnsafeMutableBufferPointer { buffer, count in
        guard let start = buffer.baseAddress else { return }
        var writer = ByteWriter(start)
        body(&writer)
        count = writer.count(from: start)
        precondition(count <= limit, "a writer went beyond the room it asked for")
      }
    }
  }
}
