import RollcallTestSupport
import Testing

@testable import Rollcall

/// The bytes of a snapshot come from its rows alone.
@Suite(.timeLimit(.minutes(5))) struct `Bytes of an export` {
  private static let pages = ["small", "large/1", "large/2", "gone/1", "gone/2", "last"]

  /// The list of a page, long enough for several chunks and blocks if it is a large one.
  private static func list(of page: String) -> [UInt8] {
    var random = RepeatableRandom(seed: UInt64(page.utf8.count))
    let ids = (0..<(page.contains("/") ? 9_000 : 5))
      .map { index in
        "\"\(page)-\(index)-\(String(random.next(), radix: 36))\\u00e9\\\"\""
      }
    return Array("[\(ids.joined(separator: " ,"))]".utf8)
  }

  /// The content in pieces that end anywhere.
  private static func pieces(_ content: [UInt8], using random: inout RepeatableRandom) -> [[UInt8]] {
    var rest = content[...]
    var pieces: [[UInt8]] = []
    while !rest.isEmpty {
      let count = Int.random(in: 1...[10, 4_000, 400_000].randomElement(using: &random)!, using: &random)
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }

  /// Answers to all pages; some of them break off a few times before they are whole.
  private static func script(using random: inout RepeatableRandom) -> [String: [ScriptedTransport.Response]] {
    var script: [String: [ScriptedTransport.Response]] = [:]
    for page in pages {
      let content = list(of: page)
      var responses: [ScriptedTransport.Response] = []
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        var broken = ScriptedTransport.Response.broken()
        broken.pieces = pieces(Array(content.prefix(Int.random(in: 0..<content.count, using: &random))), using: &random)
        responses.append(broken)
      }
      let isGone = page == "gone/2"
      responses.append(isGone ? .status(404) : ScriptedTransport.Response(pieces: pieces(content, using: &random)))
      script["/\(page)"] = responses
    }
    return script
  }

  private func tables(
    _ script: [String: [ScriptedTransport.Response]], _ compression: Compression, workers: Int, compressors: Int
  ) async throws -> [String: [UInt8]] {
    try await withScratchFolder { folder in
      var bench = ExportBench(EchoService(pages: Self.pages), script: script, in: folder)
      bench.configuration.formats = OutputFormat.all
      bench.configuration.compression = compression
      bench.configuration.workers = workers
      bench.configuration.compressors = compressors
      let manifest = try await bench.run()
      #expect(manifest.tenants.map(\.status) == [.complete, .complete, .failed, .complete])
      return try folder.tables(below: "snapshot")
    }
  }

  @Test(arguments: [Compression.none, .gzip(level: 1)], [1, 2, 3] as [UInt64])
  func `the bytes are the same for any workers, compressors and pieces, and after any fault`(
    compression: Compression, seed: UInt64
  ) async throws {
    var random = RepeatableRandom(seed: seed)
    let whole = Dictionary(
      uniqueKeysWithValues: Self.pages.map { page in
        ("/\(page)", [page == "gone/2" ? .status(404) : ScriptedTransport.Response(pieces: [Self.list(of: page)])])
      })
    let expected = try await tables(whole, compression, workers: 1, compressors: 1)
    for (workers, compressors) in [(1, 4), (2, 2), (5, 1), (8, 3)] {
      let tables = try await tables(
        Self.script(using: &random), compression, workers: workers, compressors: compressors)
      try #require(tables == expected, "seed \(seed), \(workers) workers, \(compressors) compressors")
    }
  }
}
