import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// `verify` knows what parts a table has.
@Suite(.timeLimit(.minutes(5))) struct `A split snapshot` {
  private static let shapes: [(formats: [OutputFormat], compression: Compression)] = [
    ([.csv], .none), ([.jsonLines], .gzip(level: 1)), (OutputFormat.all, .gzip(level: 6)),
  ]

  private func export(
    _ formats: [OutputFormat] = [.csv], _ compression: Compression = .none, _ split: SnapshotSplit = .rows(3)
  ) async throws -> StoredSnapshot {
    try await StoredSnapshot.export(ServiceFixture.crisp(websites: 3, seed: 3), formats, compression) {
      $0.split = split
    }
  }

  @Test(arguments: shapes, [SnapshotSplit.rows(1), .rows(3), .rows(1_000), .bytes(300)])
  func `a split snapshot is sound as it was written`(
    shape: (formats: [OutputFormat], compression: Compression), split: SnapshotSplit
  ) async throws {
    let snapshot = try await export(shape.formats, shape.compression, split)
    let report = try snapshot.verify()
    #expect(report.isSound && report.manifest == snapshot.manifest, "\(report.differences)")
    #expect(snapshot.paths.count > 4 * shape.formats.count || split == .rows(1_000))
  }

  /// What somebody did to it, with digests and lists that fit, and what is said about it.
  static let damage: [(name: String, text: String)] = [
    ("a missing part", "operators/part-00001.csv: it is missing"),
    ("a part that is not listed", "csv: the manifest does not name it"),
    ("a gap in the numbers", "should be operators/part-00001.csv or operators/part-00001.csv.gz"),
    ("parts in another order", "should be operators/part-00000.csv or operators/part-00000.csv.gz"),
    (
      "a row moved to the part before",
      "the parts of operators in csv should have 3 rows each, and the last one no more"
    ),
    ("a part without a header", "operators/part-00001.csv, row 1"),
    ("an empty part at the end", "operators in csv has a part without rows"),
    ("another split", "should have 2 rows each"),
    ("no split", "parts, but its encoding has no split"),
    ("a split that was not asked for", "its encoding and its settings do not agree about split-bytes"),
  ]

  @Test(arguments: damage)
  func `a split snapshot with other parts is not sound`(name: String, text: String) async throws {
    var snapshot = try await export()
    let paths = ["operators/part-00000.csv", "operators/part-00001.csv"]
    let index = try #require(snapshot.manifest.tables.firstIndex { $0.name == .operators })
    try #require(snapshot.manifest.tables[index].files.count >= 3)
    switch name {
    case "a missing part": snapshot.files[paths[1]] = nil
    case "a part that is not listed": snapshot.manifest.tables[index].files.removeLast()
    case "a gap in the numbers":
      let last = "operators/part-09999.csv"
      snapshot.files[last] = snapshot.files[paths[1]]
      snapshot.files[paths[1]] = nil
      snapshot.manifest.tables[index].files[1].path = last
    case "parts in another order": snapshot.manifest.tables[index].files.swapAt(0, 1)
    case "a row moved to the part before":
      var (first, second) = (try snapshot.lines(of: paths[0]), try snapshot.lines(of: paths[1]))
      first.append(second.remove(at: 1))
      for (path, lines) in zip(paths, [first, second]) {
        try snapshot.set(lines, of: path)
        try snapshot.update(path) { $0.rows = lines.count - 1 }
      }
    case "a part without a header": try snapshot.set(Array(snapshot.lines(of: paths[1]).dropFirst()), of: paths[1])
    case "an empty part at the end":
      let path = "operators/part-\(String(100_000 + snapshot.manifest.tables[index].files.count).dropFirst()).csv"
      snapshot.manifest.tables[index].files
        .append(
          FileReport(path: path, format: "csv", rows: 0, bytes: 0, uncompressedBytes: 0, sha256: ""))
      try snapshot.set([snapshot.lines(of: paths[0])[0]], of: path)
    case "another split":
      snapshot.manifest.encoding.split = .rows(2)
      snapshot.manifest.identity?.settings["split-rows"] = "2"
    case "no split":
      snapshot.manifest.encoding.split = nil
      snapshot.manifest.identity?.settings["split-rows"] = nil
    default: snapshot.manifest.encoding.split = .bytes(1 << 20)
    }
    try snapshot.repair()
    let report = try snapshot.verify()
    #expect(report.differences.contains { $0.description.contains(text) }, "\(report.differences)")
  }

  @Test func `a reader reads a split table from its first part to its last`() async throws {
    let snapshot = try await export()
    try await withScratchFolder { folder in
      try snapshot.write(to: folder.file("snapshot"))
      var rows = try SnapshotReader(path: folder.file("snapshot")).rows(of: .operators)
      var numbers: [String: Int] = [:]
      while try rows.next() != nil { numbers[rows.file] = rows.rowNumber }
      let files = try #require(snapshot.manifest.tables.first { $0.name == .operators }).files
      #expect(numbers == Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.rows) }))
    }
  }

  @Test(arguments: [
    #"{"rows":0,"bytes":null}"#, #"{"rows":1,"bytes":1}"#, #"{"rows":null,"bytes":null}"#, #"{"rows":1}"#, "3",
    #"{"rows":null,"bytes":-1}"#,
  ])
  func `an unknown split of the manifest is refused`(split: String) async throws {
    var snapshot = try await export()
    let text = String(decoding: try snapshot.manifest.encoded(), as: UTF8.self)
    let range = try #require(text.firstRange(of: #/"split" : \{[^}]*\}/#))
    try snapshot.setManifest(Array(text.replacingCharacters(in: range, with: "\"split\" : \(split)").utf8))
    let report = try snapshot.verify()
    #expect(!report.isSound && report.manifest == nil, "\(report.differences)")
  }
}
