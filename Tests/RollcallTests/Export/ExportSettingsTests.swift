import Testing

@testable import Rollcall

/// How the settings of an export become its configuration.
@Suite struct `Settings of an export` {
  private func configuration(
    _ flags: [(String, String)], now: String = "2026-11-26T12:00:00Z"
  ) throws -> ExportConfiguration {
    var values = SettingValues()
    for (name, text) in flags { values.set(name, to: text, from: .flag) }
    return try ExportConfiguration(settings: values, now: try #require(Timestamp(rfc3339: now)))
  }

  @Test(arguments: ["x.partial", "x.partial/", "a/x.partial//", "x.partial/.", ".partial", "/.partial/./"])
  func `a name that an interrupted run's remains would have is refused`(path: String) {
    let error = #expect(throws: SettingError.self) { try configuration([("output", path)]) }
    #expect(error?.isUsage == true && error?.message.contains(".partial") == true)
  }

  @Test(arguments: ["partial", "x.partial.d", "x.partial/y", "x-partial", "x.Partial"])
  func `a name that only resembles that of remains is accepted`(path: String) throws {
    #expect(try configuration([("output", path)]).output == .directory(path))
  }

  @Test func `a snapshot time in the future is refused, and a note warns of one long past`() throws {
    let (past, old, future) = ("2026-11-25T12:00:01Z", "2026-11-25T11:59:59Z", "2026-11-26T12:00:00.001Z")
    let now = try #require(Timestamp(rfc3339: "2026-11-26T12:00:00Z"))
    func at(_ time: String) throws -> ExportConfiguration {
      try configuration([("output", "d"), ("snapshot-at", time)])
    }
    #expect(try at(past).note(now: now) == nil && at("2026-11-26T12:00:00Z").note(now: now) == nil)
    let note = try #require(try at(old).note(now: now))
    #expect(
      note == """
        --snapshot-at is more than a day ago: rows will say 2026-11-25T11:59:59.000Z, but the services are read now \
        (2026-11-26T12:00:00.000Z)
        """)
    let error = #expect(throws: SettingError.self) { try at(future) }
    #expect(error?.isUsage == true && error?.message.contains("in the future") == true)
  }

  @Test(arguments: [253_402_300_800_000, -62_135_596_800_001, Int64.max / 1000])
  func `a clock with a year beyond four digits is refused before anything is done`(milliseconds: Int64) throws {
    var values = SettingValues()
    values.set("output", to: "d", from: .flag)
    let error = #expect(throws: SettingError.self) {
      try ExportConfiguration(settings: values, now: Timestamp(milliseconds: milliseconds))
    }
    #expect(error?.isUsage == false && error?.message.contains("the clock of this machine says") == true)
  }

  @Test(
    arguments: [
      ("split-rows", "1000", .rows(1000)), ("split-bytes", "65536", .bytes(65_536)),
      ("split-bytes", "64K", .bytes(65_536)),
      ("split-bytes", "3M", .bytes(3 << 20)), ("split-bytes", "2G", .bytes(2 << 30)),
    ] as [(String, String, SnapshotSplit)])
  func `parts are asked for by their rows or by their size`(name: String, text: String, split: SnapshotSplit) throws {
    let configuration = try configuration([("output", "d"), (name, text)])
    #expect(configuration.split == split && configuration.encoding.split == split)
    #expect(configuration.contentOptions[name] == "\(split.count)")
    let identity = ExportIdentity(services: [], settings: configuration.contentOptions)
    #expect(identity.isSplit && identity.difference(from: ExportIdentity(services: [], settings: [:])) != nil)
  }

  @Test func `without a split there is none`() throws {
    let configuration = try configuration([("output", "d")])
    #expect(configuration.split == nil && configuration.encoding.split == nil)
    #expect(!ExportIdentity(services: [], settings: configuration.contentOptions).isSplit)
  }

  @Test func `an export without an output is refused`() {
    let error = #expect(throws: SettingError.self) { try configuration([]) }
    #expect(error?.isUsage == true && error?.message.contains("--output") == true)
  }

  @Test func `every setting reaches the configuration`() throws {
    let configuration = try configuration([
      ("output", "dir"), ("format", "jsonl,csv"), ("tables", "grants"), ("workers", "7"), ("compression-level", "9"),
      ("snapshot-at", "2026-11-01T00:00:00Z"), ("csv-line-ending", "crlf"), ("spreadsheet-safe", "true"),
      ("discard-partial", "true"), ("max-retry-time", "10s"), ("requests-per-minute", "90"),
      ("request-budget", "5000"),
    ])
    #expect(configuration.output == .directory("dir") && configuration.formats.map(\.name) == ["jsonl", "csv"])
    #expect(configuration.tables == [.grants] && configuration.workers == 7)
    #expect(configuration.compression == .gzip(level: 9) && configuration.formatOptions.csvLineEnding == .crlf)
    #expect(configuration.snapshotAt?.description == "2026-11-01T00:00:00.000Z")
    #expect(configuration.formatOptions.spreadsheetSafe && configuration.remains == .discard)
    #expect(configuration.maximumRetryTime == .seconds(10))
    #expect(configuration.requestsPerMinute == 90 && configuration.requestBudget == 5000)
  }

  @Test func `requests are neither spread nor counted by default`() throws {
    let configuration = try configuration([("output", "dir")])
    #expect(configuration.requestsPerMinute == nil && configuration.requestBudget == nil)
  }

  @Test func `a format that is named twice is written once`() throws {
    #expect(try configuration([("output", "d"), ("format", "csv,jsonl,csv")]).formats.map(\.name) == ["csv", "jsonl"])
  }

  @Test func `standard output is not compressed by default`() throws {
    let one = [("output", "-"), ("tables", "operators")]
    #expect(try configuration(one).output == .standardOutput)
    #expect(try configuration(one).compression == Compression.none)
    #expect(try configuration(one + [("compression", "gzip")]).compression == .gzip(level: 6))
    #expect(try configuration([("output", "d"), ("compression", "none")]).compression == Compression.none)
  }

  @Test(arguments: [[], [("tables", "operators,grants")], [("tables", "operators"), ("format", "csv,jsonl")]])
  func `standard output accepts only one table in one format`(flags: [(String, String)]) {
    let error = #expect(throws: SettingError.self) { try configuration([("output", "-")] + flags) }
    #expect(error?.isUsage == true && error?.message.contains("one table in one format") == true)
  }

  @Test(arguments: [
    "tables", "format", "workers", "compression-level", "max-retry-time", "snapshot-at", "requests-per-minute",
    "request-budget",
  ])
  func `the error about a wrong value names its setting`(name: String) {
    let error = #expect(throws: SettingError.self) { try configuration([("output", "d"), (name, "?")]) }
    #expect(error?.message.hasPrefix("--\(name) must be ") == true)
  }
}
