/// JSON text on its way to a sink. The caller begins and ends objects and lists in pairs.
///
/// The text waits in memory, 64 KiB at most and what is added between two calls of ``flushIfFull()``.
struct JSONOutput: ~Copyable {
  private let sink: any ByteSink
  private var bytes: [UInt8] = []
  /// Whether a comma comes before the next value of the present object or list.
  private var needsComma = false

  private static let limit = 64 * 1024

  init(to sink: any ByteSink) { self.sink = sink }

  mutating func beginObject(_ key: StaticString? = nil) { begin(UInt8(ascii: "{"), key) }
  mutating func endObject() { end(UInt8(ascii: "}")) }
  mutating func beginList(_ key: StaticString? = nil) { begin(UInt8(ascii: "["), key) }
  mutating func endList() { end(UInt8(ascii: "]")) }

  /// Adds a text to a list.
  mutating func item(_ value: String) {
    separate()
    bytes.appendJSONString(value)
  }

  /// Adds a text to a list.
  mutating func item(_ value: [UInt8]) {
    separate()
    value.withUnsafeBufferPointer { bytes.appendJSONString($0) }
  }

  /// Adds a member; an unknown value is left out.
  mutating func member(_ key: StaticString, _ value: UnsafeRawBufferPointer?) {
    guard let value else { return }
    separate(key)
    bytes.appendJSONString(value.assumingMemoryBound(to: UInt8.self))
  }

  /// Adds a member; an unknown value is left out.
  mutating func member(_ key: StaticString, _ value: String?) {
    guard let value else { return }
    separate(key)
    bytes.appendJSONString(value)
  }

  /// Adds a member.
  mutating func member(_ key: StaticString, _ value: [UInt8]) { value.withUnsafeBytes { member(key, $0) } }

  /// Adds a member; an unknown value is left out.
  mutating func member(_ key: StaticString, _ value: Bool?) {
    guard let value else { return }
    separate(key)
    bytes += (value ? "true" : "false").utf8
  }

  /// Adds a member.
  mutating func member(_ key: StaticString, _ value: Int64) {
    separate(key)
    bytes += String(value).utf8
  }

  /// Ends a line; the next value begins a text of its own.
  mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  /// Writes what waits if it is much.
  mutating func flushIfFull() throws(RollcallError) { if bytes.count >= Self.limit { try flush() } }

  /// Writes what waits. The sink is not finished.
  mutating func flush() throws(RollcallError) {
    guard !bytes.isEmpty else { return }
    let sink = sink
    try bytes.span.withUnsafeBytes { (bytes) throws(RollcallError) in try sink.write(bytes) }
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func begin(_ bracket: UInt8, _ key: StaticString?) {
    separate(key)
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func end(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate(_ key: StaticString? = nil) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
    guard let key else { return }
    bytes.appendJSONString(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: ":"))
  }
}
