import Rollcall

/// Text for people on its way to a terminal: its lines are wrapped at the width of the window.
final class WrappingSink: ByteSink {
  private let sink: any ByteSink
  private let width: Int
  /// The beginning of a line whose end has not come.
  private var rest: [UInt8] = []

  private static let lineFeed = UInt8(ascii: "\n")

  init(to sink: any ByteSink, width: Int) {
    self.sink = sink
    self.width = width
  }

  var position: SinkPosition { sink.position }

  func write(_ bytes: UnsafeRawBufferPointer) throws(RollcallError) {
    rest += bytes
    guard let end = rest.lastIndex(of: Self.lineFeed) else { return }
    try writeWrapped(rest[...end])
    rest.removeSubrange(...end)
  }

  private func writeWrapped(_ lines: ArraySlice<UInt8>) throws(RollcallError) {
    let wrapped = Array(String(decoding: lines, as: UTF8.self).wrapped(to: width).utf8)
    let sink = sink
    try wrapped.span.withUnsafeBytes { (bytes) throws(RollcallError) in try sink.write(bytes) }
  }

  /// Texts are told once: nothing of them is taken back.
  func rewind(to position: SinkPosition) throws(RollcallError) { try sink.rewind(to: position) }

  func synchronize() throws(RollcallError) { try sink.synchronize() }

  func finish() throws(RollcallError) {
    if !rest.isEmpty { try writeWrapped(rest[...]) }
    rest = []
    try sink.finish()
  }
}
