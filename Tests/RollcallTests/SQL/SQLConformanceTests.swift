import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What holds for every engine, with snapshots of every service. The engines themselves are asked by
/// Tests/Engines/sql.py.
@Suite struct `Every engine of SQL` {
  struct Case: Sendable, CustomTestStringConvertible {
    let engine: SQLEngine
    let fixture: ServiceFixture
    var testDescription: String { "\(engine.name) with \(fixture.testDescription)" }
  }

  static let cases = SQLEngine.all.flatMap { engine in ServiceFixture.small.map { Case(engine: engine, fixture: $0) } }

  @Test func `names are words, each once, and every engine says how its SQL is run`() {
    #expect(Set(SQLEngine.all.map(\.name)).count == SQLEngine.all.count)
    for engine in SQLEngine.all {
      #expect(engine.name.allSatisfy { $0.isLowercase } && SQLEngine.named(engine.name)?.name == engine.name)
      #expect(engine.usage.contains("rollcall sql \(engine.name) DIR") && !engine.usage.contains("\n"))
      #expect(engine.places.readsDisk || engine.usage.contains("--location"))
    }
    #expect(SQLEngine.named("oracle") == nil)
  }

  @Test(arguments: cases)
  func `every table has its columns in order, with a description each, and its key with the moment first`(
    given: Case
  ) async throws {
    let snapshot = try SQLSnapshot(await StoredSnapshot.export(given.fixture))
    let dialect = given.engine.dialect
    let text = try snapshot.text(given.engine, tablesOnly: true)
    var rest = text[...]
    for table in Table.allCases {
      for column in table.columns {
        let definition = "\(dialect.name(column.name)) \(dialect.type(of: column))"
        let found = try #require(rest.firstRange(of: definition), "\(table).\(column.name)")
        rest = rest[found.upperBound...]
        #expect(text.contains(dialect.literal(column.description)), "\(table).\(column.name)")
      }
      #expect(table.historyKey.first == "snapshot_at" && Array(table.historyKey.dropFirst()) == table.key)
    }
    #expect(text.contains("CREATE TABLE"))
  }

  @Test(arguments: cases)
  func `exactly the manifest's files of one format are read, each once`(given: Case) async throws {
    for (formats, compression) in [
      ([OutputFormat.csv], Compression.none), ([.jsonLines], .gzip(level: 6)), ([.csv, .jsonLines], .none),
    ] {
      let stored = try await StoredSnapshot.export(given.fixture, formats, compression) { $0.split = .rows(5) }
      let snapshot = try SQLSnapshot(stored)
      let text = try snapshot.text(given.engine)
      let counts = Dictionary(grouping: stored.manifest.tables.flatMap(\.files), by: \.format)
        .mapValues { files in files.map { mentions(of: $0.path, in: text) } }
      #expect(counts.values.filter { $0.allSatisfy { $0 == 1 } }.count == 1, "\(counts)")
      #expect(counts.values.filter { $0.allSatisfy { $0 == 0 } }.count == formats.count - 1, "\(counts)")
      #expect(stored.manifest.tables.contains { $0.files.count > 2 })
      let tables = try snapshot.text(given.engine, tablesOnly: true)
      #expect(!tables.contains("part-0") && !tables.contains("INSERT") && !tables.contains("DELETE"))
    }
  }

  /// How often a file is named: by its path, or by its name where the folder stands before it.
  private func mentions(of path: String, in text: String) -> Int {
    let parts = path.split(separator: "/")
    var count = 0
    for line in text.split(separator: "\n") where line.contains("/\(parts[0])/") || line.contains("'\(parts[0])/") {
      count += line.ranges(of: parts[1]).filter { $0.upperBound == line.endIndex || line[$0.upperBound] != "." }.count
    }
    return count
  }

  @Test(arguments: SQLEngine.all)
  func `rows of tenants without any are replaced, too, and those of tenants that failed stay`(engine: SQLEngine) throws
  {
    var handmade = HandmadeSnapshot()
    let service = ServiceDefinition.all[0]
    handmade.tenant(
      service, "the-silent-one", .incomplete, missing: [MissingPart(part: "inboxes", reason: "a\n'; DROP")])
    handmade.tenant(service, "the-failed-one", .failed)
    handmade.tenant(service, "the-one-with-rows")
    handmade.person("1", role: nil)
    let lines = try SQLSnapshot(handmade).lines(engine)
    let code = lines.filter { !$0.hasPrefix("--") }.joined(separator: "\n")
    #expect(code.contains("the-silent-one") && !code.contains("the-failed-one") && !code.contains("'; DROP"))
    // What is missing stands in the first lines, each of which is a comment.
    #expect(lines[2].hasPrefix("-- This snapshot is not complete."))
    #expect(lines[3].hasPrefix("-- ") && lines[3].contains("the-silent-one") && lines[3].contains("a '; DROP"))
    #expect(lines[4].hasPrefix("-- ") && lines[4].contains("the-failed-one"))
  }

  @Test(arguments: cases)
  func `the same snapshot gives the same bytes`(given: Case) async throws {
    let snapshot = try SQLSnapshot(await StoredSnapshot.export(given.fixture))
    #expect(try snapshot.lines(given.engine) == snapshot.lines(given.engine))
  }

  @Test(arguments: cases, Table.allCases)
  func `a damaged or missing file gives no SQL, in the format that is not loaded, too`(
    given: Case, table: Table
  ) async throws {
    let stored = try await StoredSnapshot.export(given.fixture, [.csv, .jsonLines])
    for path in stored.paths where path.hasPrefix(table.rawValue) {
      for isMissing in [false, true] {
        var damaged = stored
        damaged.files[path]![damaged.files[path]!.count - 3] ^= 1
        if isMissing { damaged.files[path] = nil }
        let snapshot = try SQLSnapshot(damaged)
        for tablesOnly in [false, true] {
          let error = #expect(throws: RollcallError.self) { try snapshot.text(given.engine, tablesOnly: tablesOnly) }
          #expect(
            error?.code == .undecodable && error?.description.contains(path) == true, "\(String(describing: error))")
        }
      }
    }
  }

  @Test(arguments: SQLEngine.all)
  func `no name of a tenant changes what is done`(engine: SQLEngine) throws {
    func code(_ id: String) throws -> SQLLexer {
      var handmade = HandmadeSnapshot()
      handmade.tenant(ServiceDefinition.all[0], id, instance: "https://service.test")
      handmade.person("1", "a@example.com", role: nil)
      let text = try SQLSnapshot(handmade).text(engine)
      // The place of the snapshot is another one each time.
      return SQLLexer(text.replacing(/\/[^' ]*rollcall-test[^\/]*/, with: "/"), engine.dialect.quoting)
    }
    let plain = try code("plain").code
    for id in [
      "'); DROP TABLE operators; --", "\\", "\\'", "''", "$$", "$rollcall$", "a\nb", "\u{1B}[31m", "\u{202E}", "é😀",
    ] {
      let found = try code(id)
      let joined = found.code.replacing(/\('(?: \|\| '| \|\| chr\(\d+\))+\)/, with: "'")
        .replacing(/chr\(\d+\)/, with: "'")
      #expect(joined == plain.replacing(/chr\(\d+\)/, with: "'"), "\(engine.name): \(id.debugDescription)")
      #expect(found.code.unicodeScalars.allSatisfy { $0.isHarmless || $0 == "\n" })
      #expect(found.literals.allSatisfy { $0.unicodeScalars.allSatisfy { $0.isHarmless } }, "\(id.debugDescription)")
    }
  }

  @Test(arguments: SQLEngine.all)
  func `a number of rows is checked in each table, and every statement ends`(engine: SQLEngine) throws {
    var handmade = HandmadeSnapshot()
    handmade.tenant(ServiceDefinition.all[0], "1")
    for number in 0..<7 { handmade.person("\(number)", role: nil) }
    let text = try SQLSnapshot(handmade).text(engine)
    #expect(text.contains("should have 7 rows") || text.contains("has_7_rows") || text.contains("<> 7)"))
    #expect(text.hasSuffix(";"))
  }

  @Test(arguments: SQLEngine.all)
  func `another place stands for the folder, and what cannot be one is refused in words`(engine: SQLEngine) throws {
    var handmade = HandmadeSnapshot()
    handmade.tenant(ServiceDefinition.all[0], "1")
    handmade.person("1", role: nil)
    let snapshot = try SQLSnapshot(handmade)
    let place = engine.places.example ?? "/elsewhere"
    let script = try snapshot.script(engine, location: place + "/")
    #expect(script.placeFault == nil)
    let text = try script.lines().filter { !$0.hasPrefix("--") }.joined(separator: "\n")
    #expect(text.contains(place + "/operators/part-00000.csv") || text.contains("'\(place)/'"))
    #expect(!text.contains(snapshot.folder.path))
    for wrong in ["elsewhere", "ftp://example.com/x", "", "-", place + "\nx", place + "\u{202E}"] {
      let fault = try snapshot.script(engine, location: wrong).placeFault
      #expect(fault?.hasPrefix("--location: ") ?? (wrong.hasPrefix("/") && engine.places.readsDisk), "\(wrong)")
    }
    let reader = try SnapshotReader(path: snapshot.folder.file("s"))
    #expect((SQLScript(reader, for: engine).placeFault == nil) == engine.places.readsDisk)
    #expect(SQLScript(reader, for: engine, tablesOnly: true).placeFault == nil)
  }
}
