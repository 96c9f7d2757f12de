import RollcallTestSupport
import Testing

@testable import Rollcall

/// A repair of a snapshot of every website of a plugin.
@Suite(.timeLimit(.minutes(5))) struct `Repair of a plugin's websites` {
  private typealias Response = ScriptedTransport.Response

  private static let ids = (1...3).map { "0000000\($0)-1234-4321-9999-00000000000\($0)" }
  private static let listing = "/v1/plugin/connect/websites/all/"
  private static let gone = Response.status(404, #"{"error":true,"reason":"not_subscribed","data":{}}"#)

  /// What the plugin's websites answer; some are gone.
  private static func script(gone: Set<String> = []) -> [String: [Response]] {
    var script = ["/v1/plugin/connect/account": [Response.body(#"{"error":false,"data":{"plugin_id":"p1"}}"#)]]
    let elements = ids.map { #"{"website_id":"\#($0)"}"# }
    for (number, list) in [elements.joined(separator: ","), ""].enumerated() {
      let page = Response.body(#"{"error":false,"reason":"listed","data":[\#(list)]}"#)
      script["\(listing)\(number + 1)?filter_configured=0"] = [page, page]
    }
    for id in ids {
      let details = #"{"user_id":"u\#(id.prefix(8))","email":"a@example.test","role":"owner"}"#
      let name = #"{"error":false,"reason":"resolved","data":{"website_id":"\#(id)","name":"\#(id)"}}"#
      let people = #"{"error":false,"reason":"listed","data":[{"type":"operator","details":\#(details)}]}"#
      script["/v1/website/\(id)"] = [gone.contains(id) ? Self.gone : .body(name)]
      script["/v1/website/\(id)/operators/list"] = [gone.contains(id) ? Self.gone : .body(people)]
    }
    return script
  }

  private static var secrets: SettingValues {
    var values = SettingValues()
    values.set("crisp-api-identifier", to: "identifier-1", from: .environment)
    values.set("crisp-api-key", to: "a-key-of-the-plugin", from: .environment)
    return values
  }

  private static func bench(
    _ settings: SettingValues, _ script: [String: [Response]], in folder: ScratchFolder, as name: String
  ) throws -> ExportBench {
    var bench = ExportBench(try CrispService(settings: settings), script: script, in: folder)
    bench.configuration.output = .directory(folder.file(name))
    return bench
  }

  @Test func `the list is not asked for, not even if a website is still gone`() async throws {
    try await withScratchFolder { folder in
      var settings = Self.secrets
      settings.set("crisp-all-websites", to: "true", from: .flag)
      _ = try await Self.bench(settings, Self.script(), in: folder, as: "clean").run()
      let both = Set(Self.ids[..<2])
      let old = try await Self.bench(settings, Self.script(gone: both), in: folder, as: "old").run()
      #expect(old.tenants.map(\.status) == [.failed, .failed, .complete])

      // The tenants and what became of sub-inboxes are those of the snapshot.
      let repair = try SnapshotRepair(path: folder.file("old"))
      var given = Self.secrets
      given.set("output", to: folder.file("new"), from: .flag)
      given.set("compression", to: "none", from: .flag)
      let adopted = try repair.settings(given, for: repair.services())
      for (gone, name) in [(Set(Self.ids[..<1]), "half"), ([], "new")] {
        var bench = try Self.bench(adopted, Self.script(gone: gone), in: folder, as: name)
        bench.configuration.repair = repair
        let manifest = try await bench.run()
        #expect(!bench.transport.requests.contains { $0.hasPrefix(Self.listing) }, "\(bench.transport.requests)")
        #expect(manifest.tenants.map(\.tenantId) == Self.ids && manifest.complete == gone.isEmpty)
        #expect(manifest.tenants.map(\.omitted) == Array(repeating: old.tenants[2].omitted, count: 3))
      }
      #expect(try folder.tables(below: "new") == folder.tables(below: "clean"))
    }
  }

  @Test func `websites by name in place of all are other settings`() async throws {
    try await withScratchFolder { folder in
      var settings = Self.secrets
      settings.set("crisp-all-websites", to: "true", from: .flag)
      _ = try await Self.bench(settings, Self.script(gone: [Self.ids[0]]), in: folder, as: "old").run()
      let repair = try SnapshotRepair(path: folder.file("old"))
      var given = Self.secrets
      given.set("output", to: folder.file("new"), from: .flag)
      given.set("crisp-website-id", to: Self.ids[0], from: .flag)
      var bench = try Self.bench(repair.settings(given, for: repair.services()), [:], in: folder, as: "new")
      bench.configuration.repair = repair
      let refusal = try #require(try await bench.failure())
      #expect(refusal.code == .configuration && refusal.message.contains(": crisp-all-websites was true"), "\(refusal)")
    }
  }
}
