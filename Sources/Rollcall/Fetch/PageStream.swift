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

  /// Says that the response is complete.
  consuming func finish() throws -> RowBatch? {
    let frame = try splitter.finish()
    return try Self.decode(frame, at: nil, with: parsers) { try mapper.finish($0) }
  }

  /// Parses and maps, with every refusal as a `DecodeError`.
  private static func decode<Rows>(
    _ text: JSONText, at offset: Int?, with parsers: JSONParserPool, _ body: (JSONElement) throws -> Rows
  ) throws -> Rows {
    do {
      return try parsers.withParser { try $0.withDocument(text, body) }
    } catch let error as JSONError {
      throw DecodeError("it is not JSON (\(error.message))", at: offset)
    } catch let error as JSONFieldError {
      throw DecodeError(error.message, at: offset)
    } catch let error as DecodeError {
      throw DecodeError(error.message, at: error.offset ?? offset, isTruncation: error.isTruncation)
    }
  }
}
