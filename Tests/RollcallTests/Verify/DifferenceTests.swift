import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// A difference says where it is and what should be there.
@Suite struct `Differences of a snapshot` {
  private static let fixture = ServiceFixture.crisp(websites: 2, seed: 9)

  private func differences(
    _ formats: [OutputFormat] = [.csv], _ compression: Compression = .none,
    after change: (inout StoredSnapshot) throws -> Void
  ) async throws -> [String] {
    var snapshot = try await StoredSnapshot.export(Self.fixture, formats, compression)
    try change(&snapshot)
    return try snapshot.verify().differences.map(\.description)
  }

  @Test func `the difference of a missing reference names the row, its place and the missing id`() async throws {
    var offset = 0
    let found = try await differences { snapshot in
      var lines = try snapshot.lines(of: "grants/part-00000.csv")
      lines[2] = lines[2].replacing("user-0-1", with: "user-x")
      offset = lines[..<2].map { $0.utf8.count + 1 }.reduce(0, +)
      try snapshot.set(lines, of: "grants/part-00000.csv")
      try snapshot.repair()
    }
    #expect(
      found == ["grants/part-00000.csv, row 2, byte \(offset): the operator “user-x” is not in operators"])
  }

  @Test func `the difference of a duplicate key names both rows`() async throws {
    let found = try await differences(OutputFormat.all, .gzip(level: 6)) { snapshot in
      for path in ["operators/part-00000.csv.gz", "operators/part-00000.jsonl.gz"] {
        var lines = try snapshot.lines(of: path)
        let first = path.contains("csv") ? 1 : 0
        lines.insert(lines[first], at: first + 3)
        try snapshot.set(lines, of: path)
        try snapshot.update(path) { $0.rows += 1 }
      }
      snapshot.manifest.tables[0].rows += 1
      snapshot.manifest.tenants[0].rows["operators"]! += 1
      snapshot.fitTenants(to: try snapshot.rows(of: .operators), of: .operators)
      try snapshot.repair()
    }
    #expect(found.count == 2 && found[0].hasPrefix("operators/part-00000.csv.gz, row 4, byte "), "\(found)")
    // Whoever is there twice has a role twice, and the grant of it once.
    #expect(found[1].hasPrefix("grants/part-00000.csv.gz: tenant crisp website-0 has "), "\(found)")
    #expect(found[0].hasSuffix("its key “user-0-0” is that of row 1 of operators/part-00000.csv.gz as well"))
  }

  @Test func `two keys with the same hash are not duplicates unless they are equal`() throws {
    let differences = DifferenceList()
    var search = DuplicateSearch(keyColumns: Table.operators.keyColumns, suspects: [7], differences: differences)
    var cutter = RowCutter(Table.operators.schema, .csv)
    let header = Table.operators.columns.map(\.name).joined(separator: ",")
    let rows = ["a", "b", "a"].map { id in #""t","crisp","i","w","\#(id)""# + String(repeating: ",", count: 13) }
    var number = 0
    try cutter.append(Array(([header] + rows).map { $0 + "\n" }.joined().utf8)) { row in
      number += 1
      search.take(row, number, of: "file", hash: 7)
    }
    #expect(differences.count == 1 && differences.first[0].row == 3)
    #expect(differences.first[0].message == "its key “a” is that of row 1 of file as well")
  }

  @Test func `the difference of a digest gives both digests`() async throws {
    let found = try await differences { snapshot in
      let index = snapshot.files["operators/part-00000.csv"]!.firstRange(of: Array("Zo".utf8))!.lowerBound
      snapshot.files["operators/part-00000.csv"]![index] ^= 1
    }
    #expect(found.count == 1 && found[0].hasPrefix("operators/part-00000.csv: its SHA-256 is "), "\(found)")
  }

  @Test func `the difference of files says which are missing, unexpected or not regular`() async throws {
    let found = try await differences { snapshot in
      snapshot.files["grants/part-00000.csv"] = nil
      snapshot.links["grants/part-00000.csv"] = "/dev/zero"
      snapshot.files["resources/part-00000.csv"] = nil
      snapshot.files["entitlements/part-00000.csv"]!.append(0)
      snapshot.files["note\u{1B}[2J.txt"] = [1]
    }
    #expect(
      found == [
        "entitlements/part-00000.csv: it has \(try #require(found.first?.split(separator: " ")[3])) bytes, but should have "
          + "\(try #require(found.first?.split(separator: " ").last))",
        "grants/part-00000.csv: it should be a regular file", "note\u{FFFD}[2J.txt: the manifest does not name it",
        "resources/part-00000.csv: it is missing",
      ], "\(found)")
  }

  @Test func `the difference of a manifest of another version asks for a newer program`() async throws {
    let found = try await differences { snapshot in
      snapshot.manifest.formatVersion = 7
      try snapshot.repair()
    }
    #expect(found.count == 1 && found[0].contains("format_version is 7, but this rollcall knows 2"), "\(found)")
  }

  @Test(arguments: ["", "{", "[]", "null", #"{"format_version":2}"#, "{\"format_version\":2,\u{0}}"])
  func `the difference of an unreadable manifest says that it cannot be read`(text: String) async throws {
    let found = try await differences { $0.files["manifest.json"] = Array(text.utf8) }
    #expect(found.count == 1 && found[0].hasPrefix("manifest.json: it cannot be read: "), "\(found)")
  }

  @Test func `at most twenty differences are listed, and the others are counted`() async throws {
    var snapshot = try await StoredSnapshot.export(.crisp(websites: 3, seed: 3))
    var rows = try snapshot.rows(of: .operators)
    for index in rows.indices { rows[index][11] = "unknown" }
    try snapshot.set(rows, of: .operators)
    try snapshot.repair()
    let report = try snapshot.verify()
    #expect(rows.count > 20 && report.differenceCount >= rows.count && report.differences.count == 20)
  }

  @Test func `a difference quotes at most eighty bytes`() async throws {
    let long = String(repeating: "é", count: 500)
    let found = try await differences { snapshot in
      var rows = try snapshot.rows(of: .grants)
      rows[0][8] = long
      rows[1][2] = long
      try snapshot.set(rows, of: .grants)
      try snapshot.repair()
    }
    #expect(found.count > 1 && found.allSatisfy { $0.utf8.count < 300 }, "\(found)")
  }

  @Test func `the difference of the order gives the rows in which the formats differ`() async throws {
    let found = try await differences(OutputFormat.all) { snapshot in
      var lines = try snapshot.lines(of: "grants/part-00000.jsonl")
      lines.swapAt(0, 1)
      try snapshot.set(lines, of: "grants/part-00000.jsonl")
      try snapshot.repair()
    }
    #expect(found.count == 1 && found[0].hasPrefix("grants/part-00000.jsonl: among rows 1 to "), "\(found)")
  }
}

@Suite struct `Set of keys` {
  @Test(arguments: [0, 1, 2, 7, 8, 9, 1000, 100_000])
  func `a set finds its own keys and no other, and those that occur twice`(count: Int) {
    var random = RepeatableRandom(seed: UInt64(count))
    let hashes = (0..<count).map { _ in random.next() }
    var keys = KeySet()
    for hash in hashes + hashes.prefix(5) { keys.insert(hash) }
    let doubles = keys.seal(limit: 3)
    #expect(doubles.first.count == min(3, count) && doubles.first.isSubset(of: hashes.prefix(5)))
    #expect(doubles.rest == max(0, min(5, count) - 3))
    #expect(hashes.allSatisfy { keys.contains($0) })
    #expect(!(0..<100).contains { _ in keys.contains(random.next()) })
  }

  @Test func `a set can hold the smallest and the largest hash`() {
    var keys = KeySet()
    for hash in [0, UInt64.max] as [UInt64] { keys.insert(hash) }
    #expect(keys.seal(limit: 1).first.isEmpty && keys.contains(0) && keys.contains(.max) && !keys.contains(1))
  }
}
