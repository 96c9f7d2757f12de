/// Pieces of a page on their way to a sink.
struct HTMLOutput {
  private let sink: any ByteSink
  private var bytes: [UInt8] = []

  private static let limit = 64 * 1024

  init(to sink: any ByteSink) { self.sink = sink }

  /// Adds a piece, and a line end for people who look into the file.
  mutating func add(_ part: HTML) throws(RollcallError) {
    guard !part.isEmpty else { return }
    bytes += part.bytes
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.limit { try flush() }
  }

  /// Writes the pieces that wait.
  mutating func flush() throws(RollcallError) {
    guard !bytes.isEmpty else { return }
    let sink = sink
    try bytes.span.withUnsafeBytes { (bytes) throws(RollcallError) in try sink.write(bytes) }
    bytes.removeAll(keepingCapacity: true)
  }
}
