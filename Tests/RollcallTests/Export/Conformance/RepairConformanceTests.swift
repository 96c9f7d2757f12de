import RollcallTestSupport
import Testing

@testable import Rollcall

/// Repairs of snapshots of every service in every format, without naming either.
@Suite(.timeLimit(.minutes(5))) struct `Every service and format, repaired` {
  @Test(arguments: ServiceFixture.small, OutputFormat.all)
  func `whichever tenants failed, the repaired tables are those of a run in which none did`(
    fixture: ServiceFixture, format: OutputFormat
  ) async throws {
    try await withScratchFolder { folder in
      func bench(_ script: [String: [ScriptedTransport.Response]], _ name: String) throws -> ExportBench {
        var bench = ExportBench(try fixture.definition.make(fixture.settings), script: script, in: folder)
        bench.configuration.output = .directory(folder.file(name))
        bench.configuration.formats = [format]
        bench.configuration.compression = .gzip(level: 6)
        return bench
      }
      let clean = try await bench(fixture.script, "clean").run()
      let ids = clean.tenants.map(\.tenantId)
      #expect(clean.complete && ids.count > 2)
      // Every set of tenants but none and all.
      for chosen in 1..<(1 << ids.count) - 1 {
        let failing = Set(ids.indices.filter { chosen & 1 << $0 != 0 }.map { ids[$0] })
        let comment: Comment = "failed: \(failing.sorted())"
        let old = try await bench(fixture.script(failing: failing, among: ids), "old-\(chosen)").run()
        #expect(Set(old.tenants.filter { $0.status == .failed }.map(\.tenantId)) == failing, comment)

        var repair = try bench(fixture.script, "new-\(chosen)")
        repair.configuration.repair = try SnapshotRepair(path: folder.file("old-\(chosen)"))
        let new = try await repair.run()
        #expect(try folder.tables(below: "new-\(chosen)") == folder.tables(below: "clean"), comment)
        let asked = repair.transport.requests.compactMap { ServiceFixture.tenant(of: $0, among: ids) }
        #expect(Set(asked) == failing, comment)
        #expect(new.complete && new.tenants.map(\.totals) == clean.tenants.map(\.totals), comment)
        #expect(new.tenants.map(\.name) == clean.tenants.map(\.name), comment)
        #expect(new.tenants.map(\.rows) == clean.tenants.map(\.rows), comment)
        #expect(new.tenants.map(\.omitted) == clean.tenants.map(\.omitted), comment)
        #expect(new.sources.map(\.knownGaps) == clean.sources.map(\.knownGaps), comment)
        let report = try SnapshotVerification(path: folder.file("new-\(chosen)")).run()
        #expect(report.isSound, "\(report.differences)")
      }
    }
  }

  @Test(arguments: ServiceFixture.small)
  func `the settings come from the snapshot, but for where tokens go`(fixture: ServiceFixture) async throws {
    try await withScratchFolder { folder in
      let others = [
        "output": folder.file("old"), "format": "jsonl", "compression-level": "9", "spreadsheet-safe": "true",
        "tables": "operators,grants,resources", "split-rows": "50", "allow-empty": "true",
      ]
      var settings = fixture.settings
      for (name, text) in others { settings.set(name, to: text, from: .flag) }
      var bench = ExportBench(try fixture.definition.make(settings), script: fixture.script, in: folder)
      bench.configuration = try ExportConfiguration(settings: settings)
      _ = try await bench.run()
      let repair = try SnapshotRepair(path: folder.file("old"))
      let services = try repair.services()
      #expect(services.map(\.name) == [fixture.definition.name])

      // Those who repair give what they alone may give, and a name.
      var given = SettingValues()
      given.set("output", to: folder.file("new"), from: .flag)
      for declaration in fixture.definition.settings where declaration.secrecy != .open || declaration.leadsSecrets {
        for text in fixture.settings.texts(of: declaration) ?? [] {
          given.set(declaration.name, to: text, from: .environment)
        }
      }
      func check(_ given: SettingValues) throws {
        let settings = try repair.settings(given, for: services)
        let identity = ExportIdentity(
          services: try services.map { try $0.make(settings) },
          configuration: try ExportConfiguration(settings: settings))
        try repair.check(identity, snapshotAt: nil)
        #expect(identity == repair.identity)
      }
      try check(given)
      given.set("tables", to: "grants,operators,resources", from: .file)
      try check(given)
      given.set("tables", to: "grants", from: .flag)
      let refusal = #expect(throws: RollcallError.self) { try check(given) }
      #expect(refusal?.code == .configuration && refusal?.message.contains(": tables was ") == true)

      // A snapshot that says where tokens go is not believed.
      let leading = try #require(fixture.definition.settings.first { $0.leadsSecrets })
      var silent = SettingValues()
      silent.set("output", to: folder.file("new"), from: .flag)
      for declaration in fixture.definition.settings where declaration.secrecy != .open {
        for text in fixture.settings.texts(of: declaration) ?? [] {
          silent.set(declaration.name, to: text, from: .file)
        }
      }
      #expect(throws: (any Error).self) { try check(silent) }
      #expect((try? repair.settings(silent, for: services))?.texts(of: leading) == nil)
    }
  }
}

extension ServiceFixture {
  /// The tenant that a request is about, by the first part of its path that is the id of one.
  static func tenant(of path: String, among ids: [String]) -> String? {
    path.split { "/?".contains($0) }.map(String.init).first(where: ids.contains)
  }

  /// The answers, but for those about some of the tenants, which are not found.
  func script(failing: Set<String>, among ids: [String]) -> [String: [ScriptedTransport.Response]] {
    var script = script
    for path in script.keys where Self.tenant(of: path, among: ids).map(failing.contains) == true {
      script[path] = Array(repeating: .status(404), count: 9)
    }
    return script
  }
}
