import Testing

@testable import Rollcall

/// How the settings of an export become its configuration.
@Suite struct `Settings of an export` {
  private func configuration(_ flags: [(String, String)]) throws -> ExportConfiguration {
    var values = SettingValues()
    for (name, text) in flags { values.set(name, to: text, from: .flag) }
    return try ExportConfiguration(settings: values)
  }

  @Test func `without an output there is no export`() {
    let error = #expect(throws: SettingError.self) { try configuration([]) }
    #expect(error?.isUsage == true && error?.message.contains("--output") == true)
  }

  @Test func `everything that is set arrives`() throws {
    let configuration = try configuration([
      ("output", "dir"), ("format", "jsonl,csv"), ("tables", "grants"), ("workers", "7"), ("compression-level", "9"),
      ("snapshot-at", "2026-11-01T00:00:00Z"), ("csv-line-ending", "crlf"), ("spreadsheet-safe", "true"),
      ("discard-partial", "true"), ("max-retry-time", "10s"), ("requests-per-minute", "90"),
      ("request-budget", "5000"),
    ])
    #expect(configuration.output == .directory("dir") && configuration.formats.map(\.name) == ["jsonl", "csv"])
    #expect(configuration.tables == [.grants] && configuration.workers == 7)
    #expect(configuration.compression == .gzip(level: 9) && configuration.csvCarriageReturns)
    #expect(configuration.snapshotAt?.description == "2026-11-01T00:00:00.000Z")
    #expect(configuration.spreadsheetSafe && configuration.remains == .discard)
    #expect(configuration.maximumRetryTime == .seconds(10))
    #expect(configuration.requestsPerMinute == 90 && configuration.requestBudget == 5000)
  }

  @Test func `requests are neither spread nor counted unless that is asked for`() throws {
    let configuration = try configuration([("output", "dir")])
    #expect(configuration.requestsPerMinute == nil && configuration.requestBudget == nil)
  }

  @Test func `a format named twice is written once`() throws {
    #expect(try configuration([("output", "d"), ("format", "csv,jsonl,csv")]).formats.map(\.name) == ["csv", "jsonl"])
  }

  @Test func `standard output is not compressed unless that is asked for`() throws {
    let one = [("output", "-"), ("tables", "operators")]
    #expect(try configuration(one).output == .standardOutput)
    #expect(try configuration(one).compression == Compression.none)
    #expect(try configuration(one + [("compression", "gzip")]).compression == .gzip(level: 6))
    #expect(try configuration([("output", "d"), ("compression", "none")]).compression == Compression.none)
  }

  @Test(arguments: [[], [("tables", "operators,grants")], [("tables", "operators"), ("format", "csv,jsonl")]])
  func `standard output takes one table in one format`(flags: [(String, String)]) {
    let error = #expect(throws: SettingError.self) { try configuration([("output", "-")] + flags) }
    #expect(error?.isUsage == true && error?.message.contains("one table in one format") == true)
  }

  @Test(arguments: [
    "tables", "format", "workers", "compression-level", "max-retry-time", "snapshot-at", "requests-per-minute",
    "request-budget",
  ])
  func `a wrong value is an error that names its setting`(name: String) {
    let error = #expect(throws: SettingError.self) { try configuration([("output", "d"), (name, "?")]) }
    #expect(error?.message.hasPrefix("--\(name) must be ") == true)
  }
}
