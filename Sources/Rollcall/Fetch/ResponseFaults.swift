/// A search for the place of a fault in a response, which it quotes. It need not be fast: the response is lost anyway.
struct ResponseFaults: Sendable {
  private let parsers: Pool<JSONParser>
  private let quoting: @Sendable () -> ResponseQuoting

  init(parsers: Pool<JSONParser>, quoting: @escaping @Sendable () -> ResponseQuoting) {
    self.parsers = parsers
    self.quoting = quoting
  }

  /// The error for a web page: something between this machine and the service answered.
  func webPage(_ text: ArraySlice<UInt8>) -> DecodeError {
    DecodeError("it is a web page, not JSON", at: 0, isForeign: true, excerpt: quoting().words(of: text))
  }

  /// Runs `body` with a splitter, and adds quotations to its errors.
  func located<R>(
    in splitter: inout ElementSplitter, _ body: (inout ElementSplitter) throws(DecodeError) -> R
  ) throws(DecodeError) -> R {
    do throws(DecodeError) {
      return try body(&splitter)
    } catch {
      guard let offset = error.offset else { throw error }
      let (text, place) = splitter.passage(at: offset)
      if error.isTruncation, let foreign = foreign(text) { throw foreign }
      throw error.at(offset, quoting().shape(of: text, around: text.startIndex + place))
    }
  }

  /// Adds the place to a decoding error in elements. Other errors stay as they are.
  ///
  /// - Parameter mapper: a mapper of such elements, in any state.
  func located(_ error: any Error, in chunk: ElementChunk, takenBy mapper: any PageMapper) -> any Error {
    guard let fault = DecodeError(error) else { return error }
    // The contradiction is between elements, so no element shows it alone.
    if fault.isContradiction { return fault }
    let text = chunk.text.bytes
    // The chunk begins with a bracket that the response does not have.
    let start = chunk.offset - 1
    if error is JSONError, let place = JSONFaultSearch.fault(in: text, acceptingHalves: true) {
      return fault.at(start + place, quoting().shape(of: text, around: place))
    }
    guard let element = firstRefused(in: chunk, by: mapper) else {
      return fault.at(chunk.offset, quoting().shape(of: text.dropFirst(), around: text.startIndex + 1))
    }
    let place = place(ofFieldIn: fault.message, in: element.text.bytes) ?? 1
    return fault.at(
      start + element.offset - 1 + place, quoting().shape(of: element.text.bytes.dropFirst().dropLast(), around: place))
  }

  /// Adds the place to a decoding error in the frame. Other errors stay as they are.
  func located(_ error: any Error, inFrame frame: JSONText, of splitter: ElementSplitter) -> any Error {
    guard let fault = DecodeError(error) else { return error }
    if error is JSONError, let foreign = foreign(frame.bytes) { return foreign }
    let place =
      (error is JSONError ? JSONFaultSearch.fault(in: frame.bytes, acceptingHalves: true) : nil)
      ?? place(ofFieldIn: fault.message, in: frame.bytes) ?? 0
    return fault.at(splitter.offset(ofFrameByte: place), quoting().shape(of: frame.bytes, around: place))
  }

  /// The error for a text that is not JSON from its first letter: the service did not send it.
  private func foreign(_ text: ArraySlice<UInt8>) -> DecodeError? {
    guard let first = text.first(where: { !$0.isJSONWhitespace }), first != UInt8(ascii: "{"),
      first != UInt8(ascii: "[")
    else { return nil }
    let method = compression(of: text)
    return DecodeError(
      method.map { "it is not JSON, but compressed with \($0), and its headers do not say so" } ?? "it is not JSON",
      at: 0,
      isForeign: true, excerpt: quoting().words(of: text))
  }

  /// The compression of a text, by its first bytes.
  private func compression(of text: ArraySlice<UInt8>) -> String? {
    let marks: [(String, [UInt8])] = [
      ("gzip", [0x1F, 0x8B]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("deflate", [0x78, 0x9C]), ("deflate", [0x78, 0xDA]),
      ("deflate", [0x78, 0x01]),
    ]
    return marks.first { text.starts(with: $0.1) }?.0
  }

  /// The first element of a chunk that the parser or the mapper refuses on its own.
  private func firstRefused(in chunk: ElementChunk, by mapper: any PageMapper) -> ElementChunk? {
    var mapper = mapper
    var limits = ElementSplitter.Limits()
    limits.chunk = 1
    var splitter = ElementSplitter(listAt: .root, limits: limits)
    let elements = (try? splitter.split(Array(chunk.text.bytes))) ?? []
    return elements.first { element in
      (try? parsers.withTool { try $0.withResponse(element.text) { _ = try mapper.map($0) } }) == nil
    }
  }

  /// The place of the field that a message names in backticks.
  private func place(ofFieldIn message: String, in text: ArraySlice<UInt8>) -> Int? {
    let words = message.split(separator: "`", omittingEmptySubsequences: false)
    guard words.count > 2 else { return nil }
    return text.firstRange(of: Array("\"\(words[1])\"".utf8))?.lowerBound
  }
}

extension DecodeError {
  /// Converts an error of parsing or mapping; `nil` if it is about something else.
  fileprivate init?(_ error: any Error) {
    switch error {
    case let error as JSONError: self.init("it is not JSON (\(error.message))")
    case let error as JSONFieldError: self.init(error.message)
    case let error as DecodeError: self = error
    default: return nil
    }
  }

  /// The same error with a place, unless it has one.
  fileprivate func at(_ place: Int, _ excerpt: String) -> DecodeError {
    DecodeError(
      message, at: offset ?? place, isTruncation: isTruncation, isForeign: isForeign, isContradiction: isContradiction,
      excerpt: self.excerpt ?? excerpt)
  }
}
