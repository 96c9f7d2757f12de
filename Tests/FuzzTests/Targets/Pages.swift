@testable import Rollcall

extension FuzzTarget {
  /// Responses on their way to rows: splitter, parser, mapper. What comes of one does not depend on how it arrives, nor
  /// on how its list is cut, nor on how its JSON is written; and its rows are rows that `verify` accepts.
  static let pages = FuzzTarget("pages") { input in
    let kind = PageKind.all[input.choice(of: PageKind.all.count)]
    let seed = input.word()
    let page = input.remainder()
    let arrivals = page.arrivals(seed: seed)

    let whole = try PageOutcome(of: arrivals[0], kind)
    for pieces in arrivals.dropFirst() {
      try require(try PageOutcome(of: pieces, kind), is: whole, "it depends on how the response arrives")
    }
    let small = try PageOutcome(of: arrivals[2], kind, limits: .chunks(of: 1 + seed % 97))
    try require(small.rows == whole.rows, "it depends on how the list is cut:\n  \(small)\n  \(whole)")
    var tight = ElementSplitter.Limits.chunks(of: 1 + seed % 97)
    tight.element = 16 + seed % 50
    tight.frame = 16 + seed % 60
    let limited = try PageOutcome(of: arrivals[2], kind, limits: tight)
    try require(limited.rows == nil || limited.rows == whole.rows, "a limit changes the rows instead of refusing them")

    guard let rows = whole.rows else { return }
    try TableRows.checkFiles(of: rows.batches)
    // Blanks and escapes gone, and a key that is there twice still there twice.
    if let minified = try PageOutcome.minified(page) {
      let again = try PageOutcome(of: [minified], kind)
      try require(again.rows == rows, "it depends on how its JSON is written:\n  \(again)\n  \(whole)")
    }
  }
}

/// What becomes of a response.
enum PageOutcome: Equatable, CustomStringConvertible {
  case rows(PageRows)
  /// By the splitter, the parser or the mapper; by which of them first, and with which words, depends on the pieces.
  case refusedOnTheWay
  /// When all of it was there.
  case refusedAtEnd(String)

  var rows: PageRows? { if case .rows(let rows) = self { rows } else { nil } }

  var description: String {
    switch self {
    case .rows(let rows): "\(TableRows(rows.batches)), \(rows.answer)"
    case .refusedOnTheWay: "refused on the way"
    case .refusedAtEnd(let message): "refused at its end: \(message)"
    }
  }

  private static let parsers = Pool<JSONParser>()

  /// Sends a response the way of all responses.
  init(of pieces: [[UInt8]], _ kind: PageKind) throws {
    let probe = kind.makeProbe()
    var stream = PageStream(kind.listPath, probe.mapper, parsers: Self.parsers)
    var batches = [stream.begin()].compactMap { $0 }
    do {
      for piece in pieces {
        for chunk in try stream.split(piece) { batches += [try stream.map(chunk)].compactMap { $0 } }
      }
    } catch {
      _ = try Self.words(of: error)
      self = .refusedOnTheWay
      return
    }
    let mapped: any PageMapper
    do {
      var (rows, mapper, _) = try stream.finish()
      batches += [rows].compactMap { $0 }
      while let rows = mapper.next() { batches.append(rows) }
      mapped = mapper
    } catch {
      self = .refusedAtEnd(try Self.words(of: error))
      return
    }
    self = .rows(PageRows(batches, try probe.answer(mapped)))
  }

  /// Sends a response the same way, with limits that even a small one reaches.
  init(of pieces: [[UInt8]], _ kind: PageKind, limits: ElementSplitter.Limits) throws {
    let probe = kind.makeProbe()
    var mapper = probe.mapper
    var splitter = ElementSplitter(listAt: kind.listPath, limits: limits)
    var batches = [mapper.begin()].compactMap { $0 }
    do {
      for piece in pieces {
        for chunk in try splitter.split(piece) {
          batches += [try Self.parsers.withTool { try $0.withResponse(chunk.text) { try mapper.map($0) } }]
            .compactMap { $0 }
        }
      }
      let frame = try splitter.finish()
      batches += [try Self.parsers.withTool { try $0.withResponse(frame) { try mapper.finish($0) } }]
        .compactMap { $0 }
      while let rows = mapper.next() { batches.append(rows) }
    } catch {
      self = .refusedOnTheWay
      return
    }
    self = .rows(PageRows(batches, try probe.answer(mapper)))
  }

  /// The same document in the parser's own writing.
  ///
  /// - Returns: `nil` if it nests too deep for a document though not for an element of a list.
  static func minified(_ page: [UInt8]) throws -> [UInt8]? {
    do {
      return try parsers.withTool { try $0.withResponse(JSONText(page)) { $0.minified } }
    } catch let error as JSONError {
      try require(error.message.contains("too deep"), "rows came of what is not JSON: \(error.message)")
      return nil
    }
  }

  /// What an error says, if it is one of those that the fetch knows what to do with.
  private static func words(of error: any Error) throws -> String {
    let words =
      switch error {
      case let error as DecodeError: "\(error.message), truncated: \(error.isTruncation)"
      case let error as ServiceFailure: error.error.sentence
      default: throw Finding("nobody handles \(type(of: error)): \(error)")
      }
    try require(!words.contains(PageKind.secret), "a message shows a secret")
    return words
  }
}

/// What is known once a response was understood.
struct PageRows: Equatable {
  let batches: [RowBatch]
  let answer: String

  init(_ batches: [RowBatch], _ answer: PageAnswer) {
    self.batches = batches + answer.batches
    self.answer = answer.text
  }

  static func == (left: PageRows, right: PageRows) -> Bool {
    left.answer == right.answer && TableRows(left.batches) == TableRows(right.batches)
  }
}

extension ElementSplitter.Limits {
  fileprivate static func chunks(of count: Int) -> ElementSplitter.Limits {
    var limits = ElementSplitter.Limits()
    limits.chunk = count
    return limits
  }
}
