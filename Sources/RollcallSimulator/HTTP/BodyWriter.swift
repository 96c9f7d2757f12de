/// A writer that collects the bytes of a body, and moves them to a file when they exceed the limit of memory.
struct BodyWriter: ~Copyable {
  /// Bodies up to this size stay in memory.
  static let memoryLimit = 4 << 20
  /// The number of bytes that are written to the file in one call.
  private static let chunk = 1 << 20

  /// The bytes that are not in the file yet. Append here, then call `settle()`.
  var pending: [UInt8] = []
  private var file: TemporaryFile?
  private var written = 0

  /// The place of the next byte, counted from the start of the body.
  var count: Int { written + pending.count }

  /// Writes bytes to the file if there are too many; call it after every element.
  @inline(__always)
  mutating func settle() throws(SystemError) {
    if pending.count >= (file == nil ? Self.memoryLimit : Self.chunk) { try flush() }
  }

  consuming func finish() throws(SystemError) -> StoredBody {
    guard file != nil else { return StoredBody(pending) }
    try flush()
    return StoredBody(file!, count: written)
  }

  private mutating func flush() throws(SystemError) {
    if file == nil { file = try TemporaryFile() }
    try file!.append(pending)
    written += pending.count
    pending.removeAll(keepingCapacity: true)
  }
}
