import Gzip
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What is taken back was never there: the parts are those of a run that did not write it.
@Suite struct `Rewinds of a table` {
  /// What happens to a table during an export, in the order in which events can come.
  private enum Step: CustomStringConvertible {
    case beginTenant
    case beginPage
    case rows(RowBatch)
    case takePageBack
    case takeTenantBack

    var description: String {
      switch self {
      case .beginTenant: "tenant"
      case .beginPage: "page"
      case .rows(let batch): "\(batch.rowCount(of: .resources)) rows"
      case .takePageBack: "page back"
      case .takeTenantBack: "tenant back"
      }
    }
  }

  private struct Outcome: Equatable {
    var parts: [Part] = []
    var rows = 0

    struct Part: Equatable {
      var bytes: [UInt8]
      var rows: Int
      var uncompressed: Int
      var sha256: String
    }

    /// The bytes of the only part.
    var bytes: [UInt8] { parts.count == 1 ? parts[0].bytes : [] }
  }

  private func run(
    _ steps: [Step], _ format: OutputFormat, _ compression: Compression, _ split: SnapshotSplit? = nil, lanes: Int = 2
  ) async throws -> (outcome: Outcome, rewinds: Int) {
    let parts = MemoryParts()
    let encoder = format.makeEncoder(.resources, EncodingOptions(snapshotAt: Timestamp(milliseconds: 0)))
    let line = FileLine(level: compression.level, laneCount: lanes)
    let writer = TableWriter(table: .resources, encoder: encoder, file: 0, of: line, split: split)
    async let ends = line.run { [try PartSeries(parts, level: compression.level)] }
    for step in steps {
      switch step {
      case .beginTenant:
        writer.mark(.tenant)
        writer.mark(.page)
      case .beginPage: writer.mark(.page)
      case .rows(let batch): try await writer.write(batch)
      case .takePageBack: try await writer.rewind(to: .page)
      case .takeTenantBack: try await writer.rewind(to: .tenant)
      }
    }
    try await writer.finish()
    line.finish()
    let end = try await ends[0]
    let contents = parts.files.map(\.current)
    #expect(contents.allSatisfy(\.isFinished) && end.map(\.count) == contents.map(\.bytes.count))
    var outcome = Outcome(rows: writer.rowCount)
    for (content, (part, end)) in zip(contents, zip(writer.parts, end)) {
      outcome.parts.append(
        .init(bytes: content.bytes, rows: part.rows, uncompressed: part.bytes, sha256: end.sha256))
    }
    #expect(outcome.parts.count == contents.count && outcome.parts.map(\.rows).reduce(0, +) == outcome.rows)
    return (outcome, contents.map(\.rewinds).reduce(0, +))
  }

  /// The batches that no step takes back.
  private func standing(_ steps: [Step]) -> [RowBatch] {
    var batches: [RowBatch] = []
    var (tenant, page) = (0, 0)
    for step in steps {
      switch step {
      case .beginTenant: (tenant, page) = (batches.count, batches.count)
      case .beginPage: page = batches.count
      case .rows(let batch): batches.append(batch)
      case .takePageBack: batches.removeLast(batches.count - page)
      case .takeTenantBack:
        batches.removeLast(batches.count - tenant)
        page = tenant
      }
    }
    return batches
  }

  /// Rows of a size that is often a small part of a block, and now and then more than one.
  private func rows(using random: inout RepeatableRandom) -> Step {
    let length = [3, 3_000, 60_000, 260_000, 600_000].randomElement(using: &random)!
    let noise = String(random.next(), radix: 36)
    let text = String(repeating: noise, count: Int.random(in: 0...length, using: &random) / noise.utf8.count)
    let row: [String?] = ["website", "r", text, nil, nil, "{}"]
    return .rows(RowBatch(.resources, Array(repeating: row, count: Int.random(in: 0...2, using: &random))))
  }

  private func steps(using random: inout RepeatableRandom) -> [Step] {
    var steps: [Step] = []
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      steps.append(.beginTenant)
      var isFailed = false
      for _ in 0..<Int.random(in: 1...4, using: &random) where !isFailed {
        steps.append(.beginPage)
        // A page breaks a few times, and then it is whole or the tenant fails for good.
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          for _ in 0..<Int.random(in: 0...3, using: &random) { steps.append(rows(using: &random)) }
          steps.append(.takePageBack)
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) { steps.append(rows(using: &random)) }
        if Int.random(in: 0..<4, using: &random) == 0 {
          steps.append(.takeTenantBack)
          isFailed = true
        }
      }
    }
    return steps
  }

  @Test(
    arguments: OutputFormat.all.map(\.name), [1, 2, 3, 4, 5, 6, 7, 8, .random(in: 0 ... .max)] as [UInt64])
  func `the bytes after any rewinds are those of a run without them`(name: String, seed: UInt64) async throws {
    let format = try #require(OutputFormat.named(name))
    var random = RepeatableRandom(seed: seed)
    for round in 0..<3 {
      let steps = steps(using: &random)
      let plain = standing(steps).map { Step.rows($0) }
      for compression in Compression.each {
        for split in [nil, SnapshotSplit.rows(.random(in: 1...5, using: &random)), .bytes(100_000)] {
          let comment: Comment = "seed \(seed), round \(round), \(compression), \(String(describing: split)): \(steps)"
          let (outcome, _) = try await run(
            steps, format, compression, split, lanes: .random(in: 1...5, using: &random))
          let expected = try await run(plain, format, compression, split, lanes: 1).outcome
          try #require(outcome == expected, comment)
          let whole = try await run(plain, format, .none).outcome.bytes
          let contents = try outcome.parts.map { compression == .none ? $0.bytes : try inflated($0.bytes) }
          #expect(contents.map(\.count) == outcome.parts.map(\.uncompressed), comment)
          #expect(rows(in: contents, format) == rows(in: [whole], format), comment)
          if case .rows(let count) = split {
            #expect(outcome.parts.dropLast().allSatisfy { $0.rows == count }, comment)
            #expect((0...count).contains(outcome.parts.last?.rows ?? -1), comment)
          }
        }
      }
    }
  }

  /// What contents have without the header that each of them begins with.
  private func rows(in contents: [[UInt8]], _ format: OutputFormat) -> [UInt8] {
    let encoder = format.makeEncoder(.resources, EncodingOptions(snapshotAt: Timestamp(milliseconds: 0)))
    var header: [UInt8] = []
    var copy = encoder
    copy.encodeHeader(into: &header)
    #expect(contents.allSatisfy { $0.starts(with: header) })
    return contents.flatMap { $0.dropFirst(header.count) }
  }

  @Test(arguments: Compression.each)
  func `a rewind beyond a block rewinds the sink`(compression: Compression) async throws {
    let text = String(repeating: "0123456789", count: 60_000)
    let large = Step.rows(RowBatch(.resources, [["website", "r", text, nil, nil, "{}"]]))
    let small = Step.rows(RowBatch(.resources, [["website", "r", "kept", nil, nil, "{}"]]))
    let steps: [Step] = [.beginTenant, small, .beginPage, large, .takePageBack, large, .takePageBack, small]
    let (outcome, rewinds) = try await run(steps, .csv, compression)
    #expect(rewinds == 2)
    #expect(try await outcome == run([small, small], .csv, compression).outcome)
    #expect(outcome.rows == 2)
  }

  @Test(arguments: Compression.each)
  func `a rewind over parts removes those that were begun, and goes on in an earlier one`(
    compression: Compression
  ) async throws {
    func batch(_ ids: String...) -> Step {
      .rows(RowBatch(.resources, ids.map { ["website", $0, "name", nil, nil, "{}"] }))
    }
    let kept: [Step] = [batch("a", "b"), batch("i"), batch("j", "k")]
    let steps: [Step] = [
      .beginTenant, kept[0], .beginTenant, batch("c", "d"), .beginPage, batch("e", "f", "g"), .takePageBack,
      batch("h"), .takeTenantBack, .beginTenant, kept[1], .beginPage, batch("x", "y", "z", "u", "v"), .takePageBack,
      batch("x", "y", "z", "u", "v"), .takePageBack, kept[2],
    ]
    for count in 1...6 {
      let outcome = try await run(steps, .csv, compression, .rows(count)).outcome
      let expected = try await run(kept, .csv, compression, .rows(count)).outcome
      #expect(outcome == expected && outcome.rows == 5 && outcome.parts.count == (5 + count - 1) / count)
    }
  }

  @Test func `a table that needs more parts than there are numbers for ends with the setting that made it so`()
    async throws
  {
    let encoder = OutputFormat.csv.makeEncoder(.resources, EncodingOptions(snapshotAt: Timestamp(milliseconds: 0)))
    let part = TableWriter.Part(rows: 2, bytes: 1)
    let state = TableWriter.State(
      parts: Array(repeating: part, count: PartPath.countLimit - 1), measure: PartMeasure(rows: 1),
      tail: try #require(BlockCutter.Tail(bytes: [1], historyCount: 0)))
    let writer = TableWriter(
      table: .resources, encoder: encoder, file: 0, of: FileLine(level: nil, laneCount: 1), split: .rows(2),
      resuming: state)
    let row = RowBatch(.resources, [["website", "r", nil, nil, nil, "{}"]])
    try await writer.write(row)
    #expect(writer.rowCount == 2 * PartPath.countLimit)
    let error = await #expect(throws: RollcallError.self) { try await writer.write(row) }
    #expect(error?.code == .configuration && error?.description.contains("--split-rows 2 is too small") == true)
  }

  @Test func `a rewind within a block does not touch the sink`() async throws {
    let small = Step.rows(RowBatch(.resources, [["website", "r", "x", nil, nil, "{}"]]))
    let (outcome, rewinds) = try await run(
      [.beginTenant, small, .takePageBack, small, .takeTenantBack], .csv, .none)
    #expect(rewinds == 0 && outcome.rows == 0)
    #expect(try await outcome == run([], .csv, .none).outcome)
  }

  @Test(arguments: OutputFormat.all.map(\.name))
  func `an empty table is a header or nothing, and a whole member in gzip`(name: String) async throws {
    let format = try #require(OutputFormat.named(name))
    let plain = try await run([], format, .none).outcome
    #expect(plain.bytes.isEmpty == (name == "jsonl"))
    let compressed = try await run([], format, .gzip(level: 6)).outcome
    #expect(try inflated(compressed.bytes) == plain.bytes)
  }

  private func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
    var inflater = try Inflater()
    var content: [UInt8] = []
    try inflater.inflate(bytes.span) { content += $0 }
    try inflater.finish()
    return content
  }
}
