import Foundation
import Testing

@testable import Rollcall

@Suite struct `Data package of a snapshot` {
  @Test func `the data package names every column, the key, and a table's parts in order`() async throws {
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
