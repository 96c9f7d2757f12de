import Gzip

/// Writes one table in one format: encodes, cuts into blocks, compresses, and hands on to the sink.
///
/// It can take rows back to two marks, the beginning of a page and that of a tenant. A mark costs nothing until a
/// block is cut behind it; then it keeps that block and where it went, which is all that a way back needs.
final class TableWriter {
  let table: Table
  private var encoder: any RowEncoder
  private let sink: any ByteSink
  private var cutter = BlockCutter()
  private var gzip: GzipStream?
  private(set) var rowCount = 0
  private var marks: [Level: Mark] = [:]

  /// How far a rewind goes.
  enum Level: CaseIterable {
    case tenant
    case page
  }

  private struct Mark {
    let rowCount: Int
    let pendingCount: Int
    let uncompressedBefore: Int
    /// The first block that was cut behind the mark, and the state before it went out.
    var firstCut: Cut?
  }

  private struct Cut {
    let block: Block
    let position: SinkPosition
    let member: GzipMember?
  }

  /// The compressor and the frame around its blocks.
  private struct GzipStream: ~Copyable {
    var deflater: Deflater
    var member = GzipMember()
  }

  /// Bytes of blocks that went out, before compression.
  private var cutBytes = 0

  init(table: Table, encoder: any RowEncoder, sink: any ByteSink) {
    self.table = table
    self.encoder = encoder
    self.sink = sink
  }

  /// Writes what a file of this table starts with.
  func begin(_ compression: Compression) throws {
    if case .gzip(let level) = compression {
      guard let level = CompressionLevel(level) else { preconditionFailure("a level is from 1 to 9") }
      gzip = GzipStream(deflater: try Deflater(level: level))
      try write(GzipMember.header(level: level))
    }
    cutter.append { encoder.encodeHeader(into: &$0) }
  }

  /// Bytes of content, before compression.
  var uncompressedCount: Int { cutBytes + cutter.pendingCount }

  /// Notes the present end as a place to go back to.
  func mark(_ level: Level) {
    marks[level] = Mark(
      rowCount: rowCount, pendingCount: cutter.pendingCount, uncompressedBefore: cutBytes, firstCut: nil)
  }

  func write(_ batch: RowBatch) throws {
    let rows = batch.rowCount(of: table)
    guard rows > 0 else { return }
    cutter.append { encoder.encode(batch, into: &$0) }
    rowCount += rows
    try cutter.cutFullBlocks { try write($0) }
  }

  /// Takes back everything behind the mark.
  func rewind(to level: Level) throws {
    guard let mark = marks[level] else { preconditionFailure("a rewind goes to a mark") }
    if let cut = mark.firstCut {
      try sink.rewind(to: cut.position)
      if let member = cut.member { gzip?.member = member }
      cutter.rewind(to: cut.block, pending: mark.pendingCount)
    } else {
      cutter.truncate(toPending: mark.pendingCount)
    }
    rowCount = mark.rowCount
    cutBytes = mark.uncompressedBefore
    if level == .tenant { marks[.page] = nil }
  }

  /// Writes what is left, and ends the sink.
  ///
  /// - Returns: the file's size and digest.
  func finish() throws -> SinkPosition {
    let last = cutter.cutLastBlock()
    if gzip != nil || !last.content.isEmpty { try write(last) }
    if let trailer = gzip?.member.trailer { try write(trailer) }
    let position = sink.position
    try sink.finish()
    return position
  }

  private func write(_ block: Block) throws {
    for level in Level.allCases where marks[level] != nil && marks[level]?.firstCut == nil {
      marks[level]?.firstCut = Cut(
        block: block, position: sink.position, member: gzip?.member)
    }
    cutBytes += block.content.count
    if let deflated = try gzip?.deflater.deflate(block) {
      gzip?.member.append(deflated)
      try write(deflated.bytes)
    } else {
      try block.content.withUnsafeBytes { try sink.write($0) }
    }
  }

  private func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try sink.write($0) } }
}
