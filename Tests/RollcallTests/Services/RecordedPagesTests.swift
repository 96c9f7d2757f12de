import Foundation
import Testing

@testable import Rollcall

/// Pages as the services send them, one folder for each service and version, and the rows that they mean.
///
/// `Tests/Fixtures/pages/<service>/<version>/` has a file for each path that is asked for, and `expected.json` with the
/// rows of each table behind the columns that all tables have; `…` stands for a text that is not part of the contract.
@Suite(.timeLimit(.minutes(5))) struct `Recorded pages` {
  struct Recording: Sendable, CustomTestStringConvertible {
    let service: String
    let version: String
    var testDescription: String { "\(service) \(version)" }

    static let all =
      ["2.18", "3.16", "4.6", "4.15-community", "4.15-enterprise", "4.18"]
      .map { Recording(service: "chatwoot", version: $0) } + [Recording(service: "crisp", version: "plugin")]

    private var root: URL {
      let tests = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
      return tests.appending(path: "Fixtures/pages/\(service)/\(version)")
    }

    /// The answer to each path.
    func script() throws -> [String: [ScriptedTransport.Response]] {
      var script: [String: [ScriptedTransport.Response]] = [:]
      for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) where path.hasSuffix(".json") {
        guard path != "expected.json" else { continue }
        var target = "/\(path.dropLast(5))"
        let isListOfWebsites = target.contains("/websites/all/")
        if isListOfWebsites { target += "?filter_configured=0" }
        let bytes = Array(try Data(contentsOf: root.appending(path: path)))
        let answer = ScriptedTransport.Response(pieces: bytes.pieces(of: 100))
        // One website stands on two pages, so that the list is read twice.
        script[target] = Array(repeating: answer, count: isListOfWebsites ? 2 : 1)
      }
      return script
    }

    func expected() throws -> [String: [[String?]]] {
      let data = try Data(contentsOf: root.appending(path: "expected.json"))
      let tables = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [[Any]]])
      return tables.mapValues { rows in
        rows.map { row in row.map { ($0 as? Bool).map { "\($0)" } ?? $0 as? String } }
      }
    }

    func make(_ flags: [String: String] = [:]) throws -> any Service {
      var settings = SettingValues()
      let own =
        service == "crisp"
        ? [
          "crisp-base-url": "https://crisp.test", "crisp-api-identifier": "canary-id", "crisp-api-key": "canary-pair",
          "crisp-all-websites": "true", "crisp-last-active": "true",
        ]
        : [
          "chatwoot-base-url": "https://chatwoot.test", "chatwoot-api-token": "canaryAccessTokenOfMara1",
          "chatwoot-all-accounts": "true",
        ]
      for (name, text) in own.merging(flags, uniquingKeysWith: { $1 }) { settings.set(name, to: text, from: .flag) }
      return try #require(ServiceDefinition.all.first { $0.name == service }).make(settings)
    }
  }

  private func export(
    _ recording: Recording, _ flags: [String: String] = [:], in folder: ScratchFolder
  ) async throws -> Manifest {
    var bench = ExportBench(try recording.make(flags), script: try recording.script(), in: folder)
    bench.configuration.formats = OutputFormat.all
    let manifest = try await bench.run()
    // Every page was asked for, and once: the script has each answer once.
    #expect(bench.transport.unanswered.isEmpty && manifest.complete)
    return manifest
  }

  @Test(arguments: Recording.all)
  func `recorded pages become the rows that were written by hand`(recording: Recording) async throws {
    try await withScratchFolder { folder in
      _ = try await export(recording, in: folder)
      let exported = try ExportedRows(in: folder)
      let expected = try recording.expected()
      #expect(Set(expected.keys) == Set(Table.allCases.map(\.rawValue)))
      for table in Table.allCases {
        let found = exported[table]
        let wanted = expected[table.rawValue] ?? []
        #expect(found.count == wanted.count, "\(table)")
        for (row, want) in zip(found, wanted) {
          let isSame = row.count == want.count && zip(row, want).allSatisfy { $1 == "…" || $0 == $1 }
          #expect(isSame, "\(table):\n  expected \(want)\n  found    \(row)")
        }
      }
    }
  }

  @Test(arguments: Recording.all)
  func `recorded pages lose their secrets and personal data`(recording: Recording) async throws {
    try await withScratchFolder { folder in
      _ = try await export(recording, in: folder)
      let planted = try recording.script().values.flatMap { $0 }.flatMap(\.pieces).joined()
      #expect(String(decoding: planted, as: UTF8.self).contains("canary"))
      for (path, bytes) in try folder.files(below: "snapshot") {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("canary") && !text.contains("+15550133"), "\(path)")
      }
    }
  }

  @Test(arguments: Recording.all.filter { $0.service == "chatwoot" })
  func `recorded pages keep custom attributes on request, with their keys`(recording: Recording) async throws {
    try await withScratchFolder { folder in
      _ = try await export(recording, ["include-custom-attributes": "true"], in: folder)
      let attributes = try ExportedRows(in: folder).column("attributes", of: .operators)
      let holders = attributes.filter { $0?.contains("custom_attributes") == true }
      #expect(holders.count == 1)
      let member = #""custom_attributes":{"phone_number":"+15550133","shift":{"role":"not this one","id":1}}"#
      #expect(holders.first??.hasPrefix(#"{"auto_offline":true,"confirmed":false,\#(member)"#) == true, "\(holders)")
    }
  }
}
