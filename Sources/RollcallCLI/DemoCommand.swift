import FoundationEssentials
import Glibc
import Rollcall
import RollcallSimulator

extension Command {
  /// `rollcall demo`.
  static let demo = Command(
    name: "demo",
    synopsis: "[options]",
    summary: "Simulate both services, export from them, and show what came out.",
    examples: [
      ("rollcall demo", "ten thousand operators and some agents, into a new folder under /tmp"),
      ("rollcall demo --operators 1000000 --format csv,jsonl --output demo", "a million, in both formats"),
      ("rollcall demo --day 1 --port 8090 --output tuesday", "a day later; days of one port can be compared"),
    ],
    settings: Scenario.settings + [Setting.port.declaration]
      + ExportConfiguration.settings.filter { !notForDemo.contains($0.name) },
    exitCodes: [.complete, .incomplete, .undecodable, .unavailable, .cannotCreate, .limited, .interrupted],
    work: .inTasks(
      needs: { settings in
        var needs = try MachineNeeds.export(settings)
        needs.addSimulator()
        return needs
      }, run: demo))

  private static func demo(_ invocation: Invocation, in room: MachineRoom) async throws -> Int32 {
    let scenario = try Scenario(settings: invocation.settings)
    var settings = invocation.settings
    let simulator = try startSimulator(scenario, port: UInt16(try settings.required(.port)))
    defer { simulator.stop() }
    try simulator.prepare()
    let parts = scenario.parts.filter { $0.operatorCount > 0 }
    for part in parts {
      let all = (name: part.definition.allTenants.name, value: "true")
      for (name, value) in part.exportSettings(at: simulator.baseURL) + [all] {
        settings.set(name, to: value, from: .flag)
      }
    }
    if try settings.value(.output) == nil { settings.set("output", to: try temporaryPath(), from: .flag) }

    let isQuiet = try settings.value(.quiet) ?? false
    let isJSON = try settings.value(.json) ?? false
    if !isQuiet {
      Console.error(
        "\(Scenario.titles) are simulated at \(simulator.baseURL) with "
          + "\(parts.reduce(0) { $0 + $1.operatorCount }.grouped) operators. Exporting…")
    }
    let manifest = try await runExport(parts.map(\.definition), settings: settings, in: room)
    if !isQuiet, !isJSON, case .directory(let path) = try ExportConfiguration(settings: settings).output {
      try Console.print(DemoReport(manifest: manifest, path: path).text)
    }
    return manifest.complete ? ExitCode.success : ExitCode.incomplete
  }

  /// Settings of an export that have no effect without a real service.
  private static let notForDemo = [
    "allow-plain-http", "ca-file", "client-certificate", "client-key", "allow-empty", "repair",
  ]

  private static func temporaryPath() throws -> String {
    guard let parent = getenv("TMPDIR").map({ String(validatingCString: $0) }) ?? "/tmp" else {
      throw SettingError(message: "TMPDIR in the environment is not UTF-8", isUsage: false)
    }
    var template = Array("\(parent)/rollcall-demo-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw RollcallError(.cannotCreate, "cannot make a folder in \(parent): \(String(cString: strerror(errno)))")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/snapshot"
  }
}

/// The output of a demo about its snapshot.
private struct DemoReport {
  let manifest: Manifest
  let path: String

  var text: String {
    get throws {
      let statistics = manifest.statistics
      var lines = [
        "",
        "manifest.json says: complete \(manifest.complete), snapshot at \(manifest.snapshotAt)",
        "  \(statistics.requests.grouped) requests, \(Int(statistics.rowsPerSecond).grouped) rows a second, "
          + "\(megabytes(statistics.bytesIn)) in, peak memory \(megabytes(statistics.peakMemoryBytes)) "
          + "(simulator included)",
        "",
      ]
      let files = manifest.tables.flatMap(\.files)
      let width = (files.map(\.path.count).max() ?? 0) + 2
      for file in files {
        let rows = String(repeating: " ", count: max(0, 11 - file.rows.grouped.count)) + file.rows.grouped
        let name = Help.padded(file.path, width)
        lines.append("  \(name)\(rows) rows  \(megabytes(file.bytes)) of \(megabytes(file.uncompressedBytes))")
      }
      // All parts of a table begin alike.
      for file in files where file.path.contains("/part-00000.") {
        lines += ["", "\(file.path) begins:"]
        lines += try SnapshotPreview.firstLines(3, of: "\(path)/\(file.path)").map { "  \($0)" }
      }
      lines += ["", "Check it: (cd \(path) && sha256sum --check SHA256SUMS)"]
      lines += try answer()
      return lines.joined(separator: "\n")
    }
  }

  /// The first lines of who can read what, and the command for a page; nothing if a table is missing.
  private func answer() throws -> [String] {
    guard manifest.tables.count == Table.allCases.count else { return [] }
    let totals = try AccessAnswer(try SnapshotReader(path: path)).totals().prefix(3)
    return ["", "rollcall access \(path) begins:"] + totals.map { "  \($0)" }
      + ["", "A page to read and to sign: rollcall report \(path) --output report.html"]
  }

  private func megabytes(_ bytes: Int) -> String {
    bytes < 100_000 ? "\(bytes.grouped) bytes" : "\((bytes / 100_000).tenths) MB"
  }
}

extension Int {
  /// A number of tenths, as a decimal fraction.
  fileprivate var tenths: String { "\((self / 10).grouped).\(self % 10)" }
}
