import Foundation
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(10))) struct `The data package of a snapshot` {
  /// Frictionless, which `Tests/run` installs.
  private static let frictionless = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../.build/readers/bin/frictionless").path
  private static let isInstalled = FileManager.default.isExecutableFile(atPath: frictionless)

  /// What Frictionless says of a snapshot, a resource each.
  private func validate(_ snapshot: StoredSnapshot) throws -> [(name: String, isValid: Bool, rows: Int)] {
    let folder = try ScratchFolder()
    return try withExtendedLifetime(folder) {
      try snapshot.write(to: folder.file("snapshot"))
      let script = """
        import json, subprocess, sys
        run = subprocess.run([sys.argv[1], "validate", "datapackage.json", "--json"], cwd=sys.argv[2], text=True,
                             capture_output=True)
        for task in json.loads(run.stdout)["tasks"]:
            print(task["name"], task["valid"] and run.returncode == 0, task["stats"].get("rows", -1))
        """
      return try Python.run(script, [Self.frictionless, folder.file("snapshot")]).split(separator: "\n")
        .map { line in
          let words = line.split(separator: " ")
          return (String(words[0]), words[1] == "True", Int(words[2]) ?? -1)
        }
    }
  }

  @Test(
    .enabled(if: isInstalled, "Tests/run installs Frictionless"), arguments: ServiceFixture.small,
    [[.csv], [.jsonLines], OutputFormat.all])
  func `is accepted by Frictionless, which finds every row`(fixture: ServiceFixture, formats: [OutputFormat])
    async throws
  {
    for compression in [Compression.none, .gzip(level: 6)] {
      for isForSpreadsheets in [false, true] {
        let snapshot = try await StoredSnapshot.export(fixture, formats, compression) {
          $0.formatOptions.csvLineEnding = isForSpreadsheets ? .crlf : .lf
          $0.formatOptions.spreadsheetSafe = isForSpreadsheets
        }
        let found = try validate(snapshot)
        let expected = snapshot.manifest.tables.flatMap { table in
          formats.map { (name: "\(table.name)-\($0.name)", isValid: true, rows: table.rows) }
        }
        #expect(found.elementsEqual(expected, by: ==), "\(found)")
      }
    }
  }

  @Test(.enabled(if: isInstalled, "Tests/run installs Frictionless"), arguments: OutputFormat.all)
  func `is accepted by Frictionless where a table has no row`(format: OutputFormat) async throws {
    let fixture = ServiceFixture(
      definition: .crisp, settings: ServiceFixture.crisp(websites: 1, seed: 1).settings,
      script: ServiceFixture.crisp(websites: 1, seed: 1).script
        .merging([
          "/v1/website/website-0/operators/list": [
            .body(#"{"error":false,"data":[{"type":"operator","details":{"user_id":"u"}}]}"#)
          ]
        ]) { $1 }, secrets: [])
    for compression in [Compression.none, .gzip(level: 6)] {
      let snapshot = try await StoredSnapshot.export(fixture, [format], compression)
      #expect(snapshot.manifest.tables.map(\.rows) == [1, 1, 2, 0])
      let found = try validate(snapshot)
      #expect(found.count == 4 && found.allSatisfy(\.isValid), "\(found)")
    }
  }

  @Test func `names every column and the key, and the parts of a table in their order`() async throws {
    var manifest = try await StoredSnapshot.export(.crisp(websites: 1, seed: 1), OutputFormat.all).manifest
    manifest.tables[0].files.insert(manifest.tables[0].files[0], at: 1)
    manifest.tables[0].files[1].path = "operators/part-00001.csv"
    let object = try JSONSerialization.jsonObject(with: Data(DataPackage(manifest).encoded()))
    let resources = try #require((object as? [String: Any])?["resources"] as? [[String: Any]])
    #expect(
      resources.compactMap { $0["name"] as? String }.prefix(3) == ["operators-csv", "operators-jsonl", "resources-csv"])
    #expect(resources[0]["path"] as? [String] == ["operators/part-00000.csv", "operators/part-00001.csv"])
    #expect(resources[1]["path"] as? String == "operators/part-00000.jsonl" && resources[1]["dialect"] == nil)
    let schema = try #require(resources[0]["schema"] as? [String: Any])
    let fields = try #require(schema["fields"] as? [[String: String]])
    #expect(fields.map { $0["name"] } == Table.operators.columns.map(\.name))
    #expect(fields.map { $0["description"] } == Table.operators.columns.map(\.description))
    #expect(Set(fields.compactMap { $0["type"] }) == ["string", "boolean", "datetime", "object"])
    #expect(schema["primaryKey"] as? [String] == Table.operators.key && schema["missingValues"] as? [String] == [""])
  }
}
