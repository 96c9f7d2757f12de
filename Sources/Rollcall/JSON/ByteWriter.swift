import CByteMasks

/// A writer into memory that is large enough, so that no single write has to ask for room.
struct ByteWriter {
  private var cursor: UnsafeMutablePointer<UInt8>

  mutating func write(_ byte: UInt8) {
    cursor.pointee = byte
    cursor += 1
  }

  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    cursor.update(from: start, count: bytes.count)
    cursor += bytes.count
  }

  /// Writes bytes, and one of them twice wherever it occurs.
  ///
  /// Values are short, so it pays to copy more than the value and to step back.
  ///
  /// - Parameter readable: the number of readable bytes from the start of `bytes` on, including those after them.
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>, doubling byte: UInt8, readable: Int) {
    guard var source = bytes.baseAddress else { return }
    let end = source + bytes.count
    let lastStep = source + (readable - Self.step)
    while source < end {
      var count = 1
      var isFound = source.pointee == byte
      if source <= lastStep {
        let place = cbytemasks_copy(cursor, source, byte).trailingZeroBitCount
        let rest = min(end - source, Self.step)
        isFound = place < rest
        count = isFound ? place + 1 : rest
      } else {
        cursor.pointee = source.pointee
      }
      source += count
      cursor += count
      if isFound { write(byte) }
    }
  }

  /// The number of bytes copied at a time; the last ones may have no meaning.
  fileprivate static let step = 16

  mutating func write(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { write($0) } }

  fileprivate init(_ start: UnsafeMutablePointer<UInt8>) { cursor = start }

  fileprivate func count(from start: UnsafeMutablePointer<UInt8>) -> Int { cursor - start }
}

extension [UInt8] {
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
