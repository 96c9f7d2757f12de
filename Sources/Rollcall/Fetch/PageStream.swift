import Backpressure

/// The way of one response to rows: its bytes are split into whole elements, parsed and mapped.
struct PageStream: ~Copyable {
  private var splitter: ElementSplitter
  private let parsers: Pool<JSONParser>
  private var mapper: any PageMapper
  private let faults: ResponseFaults
  /// The response's name in messages.
  private let name: String
  private var isAtStart = true
  private var remarks = JSONRemarks()
  /// The number of elements that a header promises, and the header's name.
  private let promised: (header: String, count: Int)?
  private var elementCount = 0

  init(
    _ listPath: ElementSplitter.ListPath, _ mapper: any PageMapper, parsers: Pool<JSONParser> = Pool<JSONParser>(),
    limits: ElementSplitter.Limits = ElementSplitter.Limits(), name: String = "the response",
    promised: (header: String, count: Int)? = nil,
    quoting: @escaping @Sendable () -> ResponseQuoting = { ResponseQuoting() }
  ) {
    self.parsers = parsers
    splitter = ElementSplitter(listAt: listPath, limits: limits)
    self.mapper = mapper
    self.name = name
    self.promised = promised
    faults = ResponseFaults(parsers: parsers, quoting: quoting)
  }

  /// Rows that are known before the response is.
  mutating func begin() -> RowBatch? { mapper.begin() }

  /// Takes the next bytes of the response.
  mutating func split(_ bytes: [UInt8]) throws -> [ElementChunk] {
    if isAtStart, let first = bytes.first(where: { !$0.isJSONWhitespace }) {
      isAtStart = false
      // The content decides, since the headers may be wrong.
      if first == UInt8(ascii: "<") { throw faults.webPage(bytes[...]) }
    }
    return try faults.located(in: &splitter) { splitter throws(DecodeError) in try splitter.split(bytes) }
  }

  /// Maps whole elements to rows.
  mutating func map(_ chunk: ElementChunk) throws -> RowBatch? {
    do {
      return try parsers.withTool {
        try $0.withResponse(chunk.text, &remarks) { elements in
          if promised != nil { elements.forEachElement { _ in elementCount += 1 } }
          return try mapper.map(elements)
        }
      }
    } catch {
      throw faults.located(error, in: chunk, takenBy: mapper)
    }
  }

  /// Whether more of the list follows, and its stretches can be mapped side by side.
  var isSplittable: Bool { splitter.isInList && mapper is any StretchMapper && promised == nil }

  /// Maps the rest of a long list to rows, several stretches side by side.
  ///
  /// - Parameters:
  ///   - chunks: the chunks that are split already.
  ///   - body: the rest of the response.
  ///   - width: the number of stretches under way at a time.
  ///   - receive: called with the size of every piece of the body.
  ///   - pass: takes the rows, in order.
  mutating func mapSideBySide(
    _ chunks: [ElementChunk], and body: any HTTPBody, width: Int,
    receive: @escaping @Sendable (Int) -> Void, pass: (RowBatch) async throws -> Void
  ) async throws {
    guard let mapper = mapper as? any StretchMapper else { preconditionFailure("only some mappers can be split") }
    let rest = ChunkSource(chunks, splitter, body, faults, receive)
    self.mapper = try await Self.map(rest, with: mapper, faults, parsers, width: width, &remarks, pass: pass)
    splitter = rest.splitter
  }

  private static func map<Mapper: StretchMapper>(
    _ chunks: ChunkSource, with mapper: Mapper, _ faults: ResponseFaults, _ parsers: Pool<JSONParser>, width: Int,
    _ remarks: inout JSONRemarks, pass: (RowBatch) async throws -> Void
  ) async throws -> Mapper {
    var taking = mapper
    try await withInOrderResults(of: { try await chunks.next() }, width: width) { chunk in
      do {
        var remarks = JSONRemarks()
        let stretch = try parsers.withTool { try $0.withResponse(chunk.text, &remarks) { mapper.prepare($0) } }
        // The text is released, unless a fault in it has to be found later.
        return (stretch, remarks, stretch.isFaulty ? chunk : nil)
      } catch {
        throw faults.located(error, in: chunk, takenBy: mapper)
      }
    } body: { results in
      while let (stretch, found, chunk) = try await results.next() {
        remarks += found
        do {
          if let rows = try taking.take(stretch) { try await pass(rows) }
        } catch let error as DecodeError {
          guard let chunk else { throw error }
          throw faults.located(error, in: chunk, takenBy: taking)
        }
      }
    }
    return taking
  }

  /// Ends the response.
  ///
  /// - Parameter check: checks the frame before the mapper reads it.
  /// - Returns: the rows of the end; the mapper, which may have more rows, the answer and notes; and the notes on the
  ///   text.
  consuming func finish(
    _ check: (JSONElement) throws -> Void = { _ in }
  ) throws -> (rows: RowBatch?, mapper: any PageMapper, notes: [String]) {
    let frame = try faults.located(in: &splitter) { splitter throws(DecodeError) in try splitter.finish() }
    if let promised, elementCount < promised.count {
      throw DecodeError(
        "its header \(promised.header) promises \(promised.count) elements, and it has \(elementCount)",
        isContradiction: true)
    }
    do {
      let rows = try parsers.withTool {
        try $0.withResponse(frame, &remarks) { frame in
          try check(frame)
          return try mapper.finish(frame)
        }
      }
      return (rows, mapper, remarks.notes(on: name))
    } catch {
      throw faults.located(error, inFrame: frame, of: splitter)
    }
  }
}

/// The chunks of a response that still arrives. One task reads them.
private final class ChunkSource: Sendable {
  private struct State {
    /// In reverse order.
    var waiting: [ElementChunk]
    var splitter: ElementSplitter
  }

  private let state: Lock<State>
  private let body: any HTTPBody
  private let faults: ResponseFaults
  private let receive: @Sendable (Int) -> Void

  init(
    _ chunks: [ElementChunk], _ splitter: ElementSplitter, _ body: any HTTPBody, _ faults: ResponseFaults,
    _ receive: @escaping @Sendable (Int) -> Void
  ) {
    state = Lock(State(waiting: chunks.reversed(), splitter: splitter))
    self.body = body
    self.faults = faults
    self.receive = receive
  }

  var splitter: ElementSplitter { state.withLock { $0.splitter } }

  func next() async throws -> ElementChunk? {
    while true {
      if let chunk = state.withLock({ $0.waiting.popLast() }) { return chunk }
      guard let bytes = try await body.next() else { return nil }
      receive(bytes.count)
      try state.withLock { state in
        state.waiting =
          try faults.located(in: &state.splitter) { splitter throws(DecodeError) in
            try splitter.split(bytes)
          }
          .reversed()
      }
    }
  }
}
