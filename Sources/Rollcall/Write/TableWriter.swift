import Gzip

/// The writer of one table in one format: it encodes rows, cuts them into blocks and parts, and sends these to the file
/// line.
///
/// It can take rows back to two marks: the beginning of the page, and that of the tenant. A mark costs nothing until a
/// block is cut after it. Then the writer keeps that block, and the file notes its place. A rewind needs no more, even
/// over many parts.
final class TableWriter {
  let table: Table
  private var encoder: TableEncoder
  private let line: FileLine
  /// The number of the file on the line.
  private let file: Int
  private let split: SnapshotSplit?
  /// Whether blocks that were sent can be taken back.
  private let isRewindable: Bool
  private var cutter: BlockCutter
  /// Whether the size of compressed parts decides where they end.
  private let isSampling: Bool
  /// The estimate of that size.
  private var sampler: BlockSampler?
  /// The parts that are complete.
  private(set) var parts: [Part] = []
  /// The number of rows in them.
  private var completeRows = 0
  /// The measure of the part after them.
  private var measure = PartMeasure()
  private var tenantMark: Mark?
  private var pageMark: Mark?

  /// The content of a complete part.
  struct Part: Sendable, Equatable {
    var rows: Int
    /// Bytes of content, before compression.
    var bytes: Int
  }

  private struct Mark {
    let partCount: Int
    let completeRows: Int
    let measure: PartMeasure
    let pendingCount: Int
    /// The first block that was cut after the mark.
    var firstBlock: Block?

    /// Notes a block, unless one is noted already.
    ///
    /// - Returns: whether the block is the first one.
    mutating func noteFirst(_ block: Block) -> Bool {
      guard firstBlock == nil else { return false }
      firstBlock = block
      return true
    }
  }

  /// The state of a writer between two tenants, from which it can continue later.
  struct State: Sendable, Equatable {
    var parts: [Part] = []
    var measure: PartMeasure
    var tail: BlockCutter.Tail
  }

  /// The number of rows that are encoded at a time: few enough that few bytes come after the end of a block.
  private static let rowsAtOnce = 32

  /// - Parameter state: the state to continue from; `nil` for the beginning.
  init(
    table: Table, encoder: TableEncoder, file: Int, of line: FileLine, split: SnapshotSplit? = nil,
    isRewindable: Bool = true, resuming state: State? = nil
  ) {
    precondition(split == nil || isRewindable, "a sink that takes nothing back is one stream")
    self.table = table
    self.encoder = encoder
    self.line = line
    self.file = file
    self.split = split
    self.isRewindable = isRewindable
    isSampling = if case .bytes = split { line.level != nil } else { false }
    cutter = line.level == nil ? BlockCutter(history: 0) : BlockCutter()
    if let state {
      parts = state.parts
      completeRows = parts.reduce(0) { $0 + $1.rows }
      measure = state.measure
      cutter.resume(from: state.tail)
    } else {
      cutter.append { self.encoder.encodeHeader(into: &$0) }
    }
  }

  /// The present state.
  var state: State { State(parts: parts, measure: measure, tail: cutter.tail) }

  /// The number of rows in all parts.
  var rowCount: Int { completeRows + measure.rows }

  // MARK: - Rows

  func write(_ batch: RowBatch) async throws {
    let count = batch.rowCount(of: table)
    var written = 0
    while written < count {
      let room = measure.room(under: split, pending: cutter.pendingCount)
      // A part begins only when there is a row for it; only the first part can be without rows.
      guard room > 0 else {
        try await beginPart()
        continue
      }
      let rows = written..<(written + min(room, count - written, Self.rowsAtOnce))
      cutter.append { encoder.encode(batch, rows: rows, into: &$0) }
      written = rows.upperBound
      measure.rows += rows.count
      try takeFirstSample()
      for block in cutter.cutFullBlocks() { try await send(block) }
    }
  }

  /// Ends the last part.
  func finish() async throws { try await endPart() }

  private func send(_ block: Block) async throws {
    var levels: [MarkLevel] = []
    if tenantMark?.noteFirst(block) == true { levels.append(.tenant) }
    if pageMark?.noteFirst(block) == true { levels.append(.page) }
    measure.cut(block.content.count, block.isLast ? nil : try sample(block.bytes[...]))
    try await line.send(.write(.plain(block), to: file, behind: levels))
  }

  // MARK: - Parts

  private func endPart() async throws {
    cutter.append { encoder.encodeEnd(into: &$0) }
    for block in cutter.cutFullBlocks() { try await send(block) }
    try await send(cutter.cutLastBlock())
    parts.append(Part(rows: measure.rows, bytes: measure.cutBytes))
    completeRows += measure.rows
    measure = measure.next
  }

  private func beginPart() async throws {
    guard parts.count + 1 < PartPath.countLimit else {
      let setting = split.map { "--\($0.settingName) \($0.count)" } ?? ""
      throw RollcallError(
        .configuration, "\(table) would have more than \(PartPath.countLimit) parts",
        cause: "\(setting) is too small for a table of that size",
        advice: "run again with a larger number and --discard-partial")
    }
    try await endPart()
    try await line.send(.beginPart(of: file))
    cutter.append { encoder.encodeHeader(into: &$0) }
  }

  /// Compresses some of the bytes, if their compressed size matters.
  private func sample(_ bytes: ArraySlice<UInt8>) throws -> PartMeasure.Sample? {
    guard isSampling, let level = line.level else { return nil }
    if sampler == nil { sampler = try BlockSampler(level: level) }
    return try sampler?.sample(bytes)
  }

  /// Takes the first sample before the first block is full, since the part may end before that.
  private func takeFirstSample() throws {
    guard isSampling, measure.sample == nil, cutter.pendingCount >= BlockSampler.firstCount else { return }
    measure.sample = try sample(cutter.pending.prefix(BlockSampler.firstCount))
  }

  // MARK: - The way back

  /// Sets a mark at the present end.
  func mark(_ level: MarkLevel) {
    let mark = Mark(
      partCount: parts.count, completeRows: completeRows, measure: measure, pendingCount: cutter.pendingCount,
      firstBlock: nil)
    switch level {
    case .tenant: tenantMark = mark
    case .page: pageMark = mark
    }
  }

  /// Takes back everything after the mark.
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
    parts.removeLast(parts.count - mark.partCount)
    completeRows = mark.completeRows
    measure = mark.measure
    if level == .tenant { pageMark = nil }
  }
}
