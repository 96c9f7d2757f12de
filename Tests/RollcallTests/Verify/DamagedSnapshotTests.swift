import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// `verify` finds every damage, by itself and when somebody made the digests fit afterwards.
@Suite(.timeLimit(.minutes(30))) struct `Damaged snapshots` {
  /// How many times each kind of damage is done to each snapshot; a campaign sets more.
  private static let rounds = number("ROLLCALL_TEST_DAMAGE_ROUNDS") ?? 1
  private static let seed = number("ROLLCALL_TEST_SEED") ?? .random(in: 0...1_000_000)

  private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

  /// Formats and compression in which each kind is tried.
  static let shapes: [(formats: [OutputFormat], compression: Compression)] =
    [
      ([.csv], .gzip(level: 6)), ([.csv], .none), ([.jsonLines], .gzip(level: 1)), ([.jsonLines], .none),
      (OutputFormat.all, .gzip(level: 6)),
    ] + (Compression.hasFast ? [([.csv], .fast)] : [])

  /// Damages a snapshot again and again, and expects that each time something is found.
  ///
  /// - Returns: how many times something changed.
  private func expectFound(
    _ snapshot: StoredSnapshot, _ kind: String,
    _ change: (inout StoredSnapshot, inout RepeatableRandom) throws -> Void
  ) throws -> Int {
    var changes = 0
    for round in 0..<Self.rounds {
      let seed = Self.seed + round
      var dice = RepeatableRandom(seed: UInt64(seed))
      var damaged = snapshot
      try change(&damaged, &dice)
      guard damaged.files != snapshot.files || damaged.links != snapshot.links else { continue }
      changes += 1
      let report = try damaged.verify()
      let again = "ROLLCALL_TEST_SEED=\(seed) ROLLCALL_TEST_DAMAGE_ROUNDS=1 Tests/run --filter DamagedSnapshotTests"
      #expect(!report.isSound, "\(kind) was not found; again by \(again)")
      #expect(report.differences.count == min(report.differenceCount, 20), "\(kind); \(again)")
      #expect(report.differences.allSatisfy { $0.description.utf8.count < 500 }, "\(kind); \(again)")
    }
    return changes
  }

  @Test(arguments: ServiceFixture.small, shapes)
  func `a damaged snapshot is detected, whatever happened to its bytes and files`(
    fixture: ServiceFixture, shape: (formats: [OutputFormat], compression: Compression)
  ) async throws {
    let snapshot = try await StoredSnapshot.export(fixture, shape.formats, shape.compression)
    let later = Timestamp(rfc3339: "2026-11-02T00:00:00Z")!
    let other = try await StoredSnapshot.export(fixture, shape.formats, shape.compression, snapshotAt: later)
    var changes = 0
    for kind in RandomDamage.allCases {
      changes += try expectFound(snapshot, kind.rawValue) { try kind.change(&$0, other: other, using: &$1) }
    }
    print("\(fixture.testDescription): seed \(Self.seed), \(changes) times damaged")
    #expect(changes > RandomDamage.allCases.count * Self.rounds / 2)
  }

  @Test(arguments: ServiceFixture.small, shapes.filter { $0.formats.count == 1 })
  func `a damaged snapshot is detected by its content, although sizes and digests fit`(
    fixture: ServiceFixture, shape: (formats: [OutputFormat], compression: Compression)
  ) async throws {
    let snapshot = try await StoredSnapshot.export(fixture, shape.formats, shape.compression)
    for kind in ConsistentDamage.all {
      let changes = try expectFound(snapshot, kind.name) { snapshot, dice in
        try kind.change(&snapshot, &dice)
        try snapshot.repair()
      }
      let isPossible = !kind.isOfGzip || shape.compression != .none
      #expect(changes == (isPossible ? Self.rounds : 0), "\(kind.name) changed nothing")
    }
  }

  /// Ways to write a manifest that some readers take for another one, or for none.
  private static let texts: [(name: String, change: @Sendable (String) -> [UInt8])] = [
    ("a name in camel case", { Array($0.replacing("\"started_at\"", with: "\"startedAt\"").utf8) }),
    ("a name twice", { Array(("{\"rollcall_version\":\"9\"," + $0.dropFirst()).utf8) }),
    ("a name twice, once with escapes", { Array(("{\"f\\u0069nished_at\":null," + $0.dropFirst()).utf8) }),
    ("a name twice, deep inside", { Array($0.replacing("\"sha256\"", with: "\"rows\":0,\"sha256\"").utf8) }),
    ("a name that nobody knows", { Array(("{\"signed\":true," + $0.dropFirst()).utf8) }),
    ("null for what is left out", { Array($0.replacing("\"omitted\"", with: "\"error\":null,\"omitted\"").utf8) }),
    ("a byte order mark", { [0xef, 0xbb, 0xbf] + Array($0.utf8) }),
    ("UTF-16", { $0.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] } }),
    (
      "a byte that is no UTF-8",
      { Array($0.replacing("\"user\"", with: "\"us_er\"").utf8).map { $0 == 0x5f ? 0xff : $0 } }
    ),
    ("a text in place of a number", { Array($0.replacing("\"bytes_in\" : ", with: "\"bytes_in\" : \"").utf8) }),
    ("a number beyond all", { Array($0.replacing("\"bytes_in\" : ", with: "\"bytes_in\" : 1e999,\"x\":").utf8) }),
    (
      "a year before the first",
      { Array($0.replacing("\"snapshot_at\" : \"2026", with: "\"snapshot_at\" : \"0000").utf8) }
    ),
    ("objects without end", { Array((String(repeating: "{\"a\":", count: 100_000) + $0).utf8) }),
    ("something behind it", { Array(($0 + "{}").utf8) }),
  ]

  @Test(arguments: ServiceFixture.small)
  func `a damaged snapshot is detected by the form of its manifest`(fixture: ServiceFixture) async throws {
    let snapshot = try await StoredSnapshot.export(fixture)
    let text = String(decoding: snapshot.files["manifest.json"]!, as: UTF8.self)
    for (name, change) in Self.texts {
      let changes = try expectFound(snapshot, name) { snapshot, _ in
        let bytes = change(text)
        try snapshot.setManifest(bytes)
      }
      #expect(changes == Self.rounds, "\(name) changed nothing")
    }
  }

  @Test func `a manifest in another layout is not damage`() async throws {
    var snapshot = try await StoredSnapshot.export(.crisp(websites: 2, seed: 3))
    let object = try JSONSerialization.jsonObject(with: Data(snapshot.files["manifest.json"]!))
    let bytes = Array(try JSONSerialization.data(withJSONObject: object))
    try snapshot.setManifest(bytes)
    let report = try snapshot.verify()
    #expect(report.isSound, "\(report.differences)")
  }

  @Test(arguments: ServiceFixture.small)
  func `a damaged snapshot is detected by its other format, although nothing else shows it`(fixture: ServiceFixture)
    async throws
  {
    let snapshot = try await StoredSnapshot.export(fixture, OutputFormat.all, .gzip(level: 6))
    for table in snapshot.manifest.tables {
      let path = try #require(table.files.last?.path)
      let changes = try expectFound(snapshot, "rows of \(table.name) swapped") { snapshot, dice in
        // Within the first tenant, so that their order is all that changes.
        var lines = try snapshot.lines(of: path)
        guard let last = (0..<(table.rows)).last(where: { lines[$0].prefix(60) == lines[0].prefix(60) }), last > 0
        else { return }
        lines.swapAt(.random(in: 0..<last, using: &dice), last)
        try snapshot.set(lines, of: path)
        try snapshot.repair()
      }
      #expect(changes == Self.rounds || table.rows < 10)
    }
  }
}
