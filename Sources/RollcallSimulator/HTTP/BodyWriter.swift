/// Takes the bytes of a body as they are made and moves them to a file once they are more than memory should hold.
struct BodyWriter: ~Copyable {
  /// Bodies up to this size stay in memory.
  static let memoryLimit = 4 << 20
  /// How much is collected before it is written to the file in one call.
  private static let chunk = 1 << 20

  /// What was appended and not yet written to the file. Append here, then call `settle()`.
  var pending: [UInt8] = []
  private var file: TemporaryFile?
  private var written = 0

  /// Where the next byte goes, counted from the start of the body.
  var count: Int { written + pending.count }

  /// Call it after every element: it writes out what has become too much.
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
