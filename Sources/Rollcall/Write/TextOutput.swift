/// Lines of text for people on their way to a sink. Nothing in them controls a terminal.
struct TextOutput {
  private let sink: any ByteSink
  private var bytes: [UInt8] = []

  private static let limit = 64 * 1024

  init(to sink: any ByteSink) { self.sink = sink }

  /// Adds a line.
  mutating func line(_ text: String = "") throws(RollcallError) {
    bytes += text.printable.utf8
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.limit { try flush() }
  }

  /// Adds lines.
  mutating func lines(_ texts: [String]) throws(RollcallError) {
    for text in texts { try line(text) }
  }

  /// Writes the lines that wait.
  mutating func flush() throws(RollcallError) {
    guard !bytes.isEmpty else { return }
    let sink = sink
    try bytes.span.withUnsafeBytes { (bytes) throws(RollcallError) in try sink.write(bytes) }
    bytes.removeAll(keepingCapacity: true)
  }
}

extension String {
  /// The text with blanks behind it, at least that many scalars in all.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - unicodeScalars.count)) }
}
