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

  mutating func write(_ text: StaticString) {
    write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
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

  /// Writes the bytes before the first one that a JSON string must escape, or all of them.
  ///
  /// - Parameter readable: the number of readable bytes from the start of `bytes` on, including those after them.
  /// - Returns: the number of bytes that were written.
  mutating func writeUnescaped(_ bytes: UnsafeBufferPointer<UInt8>, readable: Int) -> Int {
    guard let source = bytes.baseAddress else { return 0 }
    var index = 0
    while index < bytes.count {
      guard readable - index >= Self.step else {
        guard !JSONEscaping.isEscaped(bytes[index]) else { break }
        write(bytes[index])
        index += 1
        continue
      }
      let place = cbytemasks_copy_json(cursor, source + index).trailingZeroBitCount
      let rest = min(bytes.count - index, Self.step)
      index += min(place, rest)
      cursor += min(place, rest)
      if place < rest { break }
    }
    return index
  }

  /// Writes bytes after which as many further ones are readable as are copied at a time.
  mutating func write(padded start: UnsafePointer<UInt8>, count: Int) {
    for index in stride(from: 0, to: count, by: Self.step) {
      (cursor + index).update(from: start + index, count: Self.step)
    }
    cursor += count
  }

  /// The number of bytes copied at a time; the last ones may have no meaning.
  static let step = 16

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
