import Backpressure

/// One response on its way to rows: split into whole elements, parsed, mapped.
struct PageStream: ~Copyable {
  private var splitter: ElementSplitter
  private let parsers: JSONParserPool
  private var mapper: any PageMapper
  private var isAtStart = true

  init(_ listPath: ElementSplitter.ListPath, _ mapper: any PageMapper, parsers: JSONParserPool = JSONParserPool()) {
    self.parsers = parsers
    splitter = ElementSplitter(listAt: listPath)
    self.mapper = mapper
  }

  /// Rows that are known before the response is.
  mutating func begin() -> RowBatch? { mapper.begin() }

  /// Takes the next bytes of the response.
  mutating func split(_ bytes: [UInt8]) throws -> [ElementChunk] {
    if isAtStart, let first = bytes.first(where: { !$0.isJSONWhitespace }) {
      isAtStart = false
      // By what it is, since what headers call it may be wrong.
      guard first != UInt8(ascii: "<") else { throw DecodeError("it is a web page, not JSON") }
    }
    return try splitter.split(bytes)
  }

  /// Turns whole elements into rows.
  mutating func map(_ chunk: ElementChunk) throws -> RowBatch? {
    try Self.decode(chunk.text, at: chunk.offset, with: parsers) { try mapper.map($0) }
  }

  /// Whether more of the list is to come, and its stretches may be mapped side by side.
  var isSplittable: Bool { splitter.isInList && mapper is any StretchMapper }

  /// Turns the rest of a long list into rows, several stretches of it side by side.
  ///
  /// - Parameters:
  ///   - chunks: what is split already.
  ///   - body: where the rest comes from.
  ///   - width: how many stretches are under way at a time.
  ///   - pass: takes the rows, in order.
  mutating func mapSideBySide(
    _ chunks: [ElementChunk], and body: any HTTPBody, width: Int, meter: ExportMeter,
    pass: (RowBatch) async throws -> Void
  ) async throws {
    guard let mapper = mapper as? any StretchMapper else { preconditionFailure("only some mappers can be split") }
    let rest = ChunkSource(chunks, splitter, body, meter)
    self.mapper = try await Self.map(rest, with: mapper, parsers: parsers, width: width, pass: pass)
    splitter = rest.splitter
  }

  private static func map<Mapper: StretchMapper>(
    _ chunks: ChunkSource, with mapper: Mapper, parsers: JSONParserPool, width: Int,
    pass: (RowBatch) async throws -> Void
  ) async throws -> Mapper {
    var taking = mapper
    try await withInOrderResults(of: { try await chunks.next() }, width: width) { chunk in
      let stretch = try decode(chunk.text, at: chunk.offset, with: parsers) { mapper.prepare($0) }
      return (stretch, chunk.offset)
    } body: { results in
      while let (stretch, offset) = try await results.next() {
        if let rows = try located(at: offset, { try taking.take(stretch) }) { try await pass(rows) }
      }
    }
    return taking
  }

  /// Says that the response is complete.
  consuming func finish() throws -> RowBatch? {
    let frame = try splitter.finish()
    return try Self.decode(frame, at: nil, with: parsers) { try mapper.finish($0) }
  }

  /// Parses and maps, with every refusal as a `DecodeError`.
  private static func decode<Rows>(
    _ text: JSONText, at offset: Int?, with parsers: JSONParserPool, _ body: (JSONElement) throws -> Rows
  ) throws -> Rows {
    try located(at: offset) { try parsers.withParser { try $0.withDocument(text, body) } }
  }

  /// Does something with the elements at `offset`, with every refusal as a `DecodeError`.
  private static func located<R>(at offset: Int?, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as JSONError {
      throw DecodeError("it is not JSON (\(error.message))", at: offset)
    } catch let error as JSONFieldError {
      throw DecodeError(error.message, at: offset)
    } catch let error as DecodeError {
      throw DecodeError(error.message, at: error.offset ?? offset, isTruncation: error.isTruncation)
    }
  }
}

/// The chunks of a response that is still coming in. One task asks for them.
private final class ChunkSource: Sendable {
  private struct State {
    /// The first one last.
    var waiting: [ElementChunk]
    var splitter: ElementSplitter
  }

  private let state: Lock<State>
  private let body: any HTTPBody
  private let meter: ExportMeter

  init(_ chunks: [ElementChunk], _ splitter: ElementSplitter, _ body: any HTTPBody, _ meter: ExportMeter) {
    state = Lock(State(waiting: chunks.reversed(), splitter: splitter))
    self.body = body
    self.meter = meter
  }

  var splitter: ElementSplitter { state.withLock { $0.splitter } }

  func next() async throws -> ElementChunk? {
    while true {
      if let chunk = state.withLock({ $0.waiting.popLast() }) { return chunk }
      guard let bytes = try await body.next() else { return nil }
      meter.received(bytes.count)
      try state.withLock { $0.waiting = try $0.splitter.split(bytes).reversed() }
    }
  }
}
