/// Writes into memory that was made large enough beforehand, so that no single write has to ask for room.
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

  mutating func write(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { write($0) } }

  fileprivate init(_ start: UnsafeMutablePointer<UInt8>) { cursor = start }

  fileprivate func count(from start: UnsafeMutablePointer<UInt8>) -> Int { cursor - start }
}

extension [UInt8] {
  /// Appends what `body` writes: at most `limit` bytes, which the caller has worked out.
  mutating func append(atMost limit: Int, _ body: (inout ByteWriter) -> Void) {
    append(addingCapacity: limit) { output in
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
