import Gzip

/// Writes one table in one format: encodes the rows, cuts them into blocks, and sends these down the line.
///
/// It can take rows back to two marks, the beginning of a page and that of a tenant. A mark costs nothing until a
/// block is cut behind it; then it keeps that block, and the file notes where it went, which is all that a way back
/// needs.
final class TableWriter {
  let table: Table
  private var encoder: TableEncoder
  private let line: FileLine
  /// The file's place among those of the line.
  private let file: Int
  /// Whether what has left for the file can be taken back.
  private let isRewindable: Bool
  private var cutter: BlockCutter
  private(set) var rowCount = 0
  /// Bytes of the blocks that were sent, before compression.
  private var sentBytes = 0
  private var tenantMark: Mark?
  private var pageMark: Mark?

  private struct Mark {
    let rowCount: Int
    let pendingCount: Int
    let sentBefore: Int
    /// The first block that was cut behind the mark.
    var firstBlock: Block?

    /// Notes a block, unless there is one already.
    mutating func noteFirst(_ block: Block) -> Bool {
      guard firstBlock == nil else { return false }
      firstBlock = block
      return true
    }
  }

  /// What a writer holds between two tenants: all that it takes to go on later.
  struct State: Sendable, Equatable {
    var rowCount: Int
    var sentBytes: Int
    var tail: BlockCutter.Tail
  }

  /// - Parameter state: where to go on; at the beginning if `nil`.
  init(
    table: Table, encoder: TableEncoder, file: Int, of line: FileLine, isRewindable: Bool = true,
    resuming state: State? = nil
  ) {
    self.table = table
    self.encoder = encoder
    self.line = line
    self.file = file
    self.isRewindable = isRewindable
    cutter = line.isCompressing ? BlockCutter() : BlockCutter(history: 0)
    if let state {
      rowCount = state.rowCount
      sentBytes = state.sentBytes
      cutter.resume(from: state.tail)
    } else {
      cutter.append { self.encoder.encodeHeader(into: &$0) }
    }
  }

  /// How far it is.
  var state: State { State(rowCount: rowCount, sentBytes: sentBytes, tail: cutter.tail) }

  /// Bytes of content, before compression.
  var uncompressedCount: Int { sentBytes + cutter.pendingCount }

  /// Notes the present end as a place to go back to.
  func mark(_ level: MarkLevel) {
    let mark = Mark(rowCount: rowCount, pendingCount: cutter.pendingCount, sentBefore: sentBytes, firstBlock: nil)
    switch level {
    case .tenant: tenantMark = mark
    case .page: pageMark = mark
    }
  }

  func write(_ batch: RowBatch) async throws {
    let rows = batch.rowCount(of: table)
    guard rows > 0 else { return }
    cutter.append { encoder.encode(batch, into: &$0) }
    rowCount += rows
    for block in cutter.cutFullBlocks() { try await send(block) }
  }

  /// Takes back everything behind the mark.
  func rewind(to level: MarkLevel) async throws {
    guard let mark = level == .tenant ? tenantMark : pageMark else {
      preconditionFailure("a rewind goes to a mark")
    }
    if let block = mark.firstBlock {
      guard isRewindable else { throw StandardOutputSink.cannotRewind }
      try await line.send(.rewind(file, to: level))
      cutter.rewind(to: block, pending: mark.pendingCount)
    } else {
      cutter.truncate(toPending: mark.pendingCount)
    }
    rowCount = mark.rowCount
    sentBytes = mark.sentBefore
    if level == .tenant { pageMark = nil }
  }

  /// Sends what is left.
  func finish() async throws {
    cutter.append { encoder.encodeEnd(into: &$0) }
    for block in cutter.cutFullBlocks() { try await send(block) }
    try await send(cutter.cutLastBlock())
  }

  private func send(_ block: Block) async throws {
    var levels: [MarkLevel] = []
    if tenantMark?.noteFirst(block) == true { levels.append(.tenant) }
    if pageMark?.noteFirst(block) == true { levels.append(.page) }
    sentBytes += block.content.count
    try await line.send(.write(.plain(block), to: file, behind: levels))
  }
}
