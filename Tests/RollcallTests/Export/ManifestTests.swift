import Foundation
import Gzip
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `Manifest of a snapshot` {
  /// One tenant of each kind, a retry for each reason, and a wait.
  private func export(_ folder: ScratchFolder) async throws -> (manifest: Manifest, json: [String: Any]) {
    var bench = ExportBench(
      EchoService("a", "bad", "c"),
      script: [
        "/a": [.status(429, retryAfter: "3"), .page("a1", "a2", "a3")], "/bad": [.status(503), .status(402, "pay")],
        "/c": [.refused(.connectionLost), .page("c1")],
      ], in: folder)
    bench.configuration.workers = 1
    bench.configuration.run = RunDescription(
      user: "me", host: "here", options: ["crisp-base-url": "x", "some_key": "y"])
    let manifest = try await bench.run()
    let data = try Data(contentsOf: URL(filePath: folder.file("snapshot/manifest.json")))
    #expect(try Manifest(decoding: Array(data)) == manifest)
    return (manifest, try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]))
  }

  private func keys(_ value: Any?) -> [String]? { (value as? [String: Any])?.keys.sorted() }

  @Test func `the manifest has exactly the fields of the contract, in snake case`() async throws {
    try await withScratchFolder { folder in
      let json = try await export(folder).json
      #expect(
        json.keys.sorted() == [
          "complete", "encoding", "finished_at", "format_version", "identity", "rollcall_version", "run", "snapshot_at",
          "sources",
          "started_at", "statistics", "tables", "tenants",
        ])
      // What a later run compares itself with, and no reader needs.
      #expect(keys(json["identity"]) == ["rollcall_version", "services", "settings", "zlib_version"])
      #expect(keys(json["run"]) == ["host", "options", "user"])
      // A setting's name is data and stays as it is.
      #expect(keys((json["run"] as? [String: Any])?["options"]) == ["crisp-base-url", "some_key"])
      #expect(keys(json["encoding"]) == ["compressor", "csv_line_ending", "split", "spreadsheet_safe"])
      #expect(
        keys((json["sources"] as? [Any])?.first) == [
          "instance", "known_gaps", "missing", "not_available", "requests", "service",
        ])
      let table = (json["tables"] as? [[String: Any]])?.first
      #expect(keys(table) == ["columns", "files", "name", "rows"])
      #expect(keys((table?["columns"] as? [Any])?.first) == ["description", "name", "nullable", "type"])
      #expect(
        keys((table?["files"] as? [Any])?.first) == ["bytes", "format", "path", "rows", "sha256", "uncompressed_bytes"])
      let tenants = try #require(json["tenants"] as? [[String: Any]])
      let always = [
        "instance", "missing", "name", "omitted", "read_from", "read_until", "requests", "rows", "service", "status",
        "tenant_id", "totals",
      ]
      #expect(keys((tenants[0]["totals"] as? [String: Any])?["operators"]) == ["by_role", "by_status"])
      #expect(keys(tenants[0]) == always)
      #expect(keys(tenants[1]) == (always + ["error"]).sorted())
      #expect(keys(tenants[1]["error"]) == ["code", "message", "reason"])
      #expect(
        keys(json["statistics"]) == [
          "bytes_in", "endpoints", "first_request_at", "last_request_at", "latency", "paused_seconds",
          "peak_memory_bytes", "requests", "retries", "rows_per_second", "seconds",
        ])
      #expect(keys((json["statistics"] as? [String: Any])?["latency"]) == ["count", "max", "p50", "p95", "p99"])
      let endpoint = ((json["statistics"] as? [String: Any])?["endpoints"] as? [Any])?.first
      #expect(keys(endpoint) == ["bytes_in", "latency", "pattern", "requests", "retries"])
    }
  }

  @Test func `the manifest gives the status, requests and rows of each tenant`() async throws {
    try await withScratchFolder { folder in
      let manifest = try await export(folder).manifest
      #expect(!manifest.complete && manifest.formatVersion == 2 && manifest.rollcallVersion == RollcallVersion.current)
      #expect(manifest.tenants.map(\.tenantId) == ["a", "bad", "c"])
      #expect(manifest.tenants.map(\.status) == [.complete, .failed, .complete])
      #expect(manifest.tenants.map(\.requests) == [2, 2, 2])
      #expect(manifest.tenants.map { $0.rows["entitlements"] } == [3, 0, 1])
      #expect(manifest.tenants.allSatisfy { $0.rows.keys.sorted() == Table.allCases.map(\.rawValue).sorted() })
      #expect(manifest.tenants[1].error?.reason == "status_402" && manifest.tenants[1].error?.code == .refused)
      #expect(manifest.tenants[1].error?.message.contains("pay") == true)
    }
  }

  @Test func `the manifest counts the requests, retries, pauses and bytes`() async throws {
    try await withScratchFolder { folder in
      let manifest = try await export(folder).manifest
      let statistics = manifest.statistics
      #expect(statistics.requests == 6)
      #expect(statistics.retries == ["429": 1, "503": 1, "connection lost": 1])
      #expect(statistics.pausedSeconds == 3 && statistics.seconds == 4)
      #expect(statistics.latency.count == 2)
      #expect(statistics.endpoints.map(\.pattern) == ["GET /{tenant}"] && statistics.endpoints[0].requests == 6)
      #expect(statistics.bytesIn == #"["a1","a2","a3"]"#.utf8.count + #"["c1"]"#.utf8.count)
      // By the test's clock: three seconds for the limit, half a second each for the fault and the connection.
      #expect(statistics.rowsPerSecond == 1)
      #expect(manifest.startedAt == ManualClock.epoch)
      #expect(manifest.finishedAt.milliseconds - manifest.startedAt.milliseconds == 4000)
      #expect(manifest.snapshotAt == ExportBench.snapshotAt)
      #expect((1 << 20...1 << 34).contains(statistics.peakMemoryBytes))
    }
  }

  @Test func `the manifest says when each tenant was read, by the clock of the run`() async throws {
    try await withScratchFolder { folder in
      let tenants = try await export(folder).manifest.tenants
      func after(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: ManualClock.epoch.milliseconds + milliseconds)
      }
      // Three seconds for the limit, half a second for the fault, and half a second for the connection.
      #expect(tenants.map(\.readFrom) == [after(0), after(3000), after(3500)])
      #expect(tenants.map(\.readUntil) == [after(3000), after(3500), after(4000)])
    }
  }

  @Test(arguments: [true, false]) func `the manifest says how the files are written`(isPlain: Bool) async throws {
    try await withScratchFolder { folder in
      var bench = ExportBench(EchoService("a"), script: ["/a": [.page("a")]], in: folder)
      bench.configuration.formatOptions.csvLineEnding = isPlain ? .crlf : .lf
      bench.configuration.formatOptions.spreadsheetSafe = isPlain
      bench.configuration.compression = isPlain ? .none : .gzip(level: 3)
      let encoding = try await bench.run().encoding
      let zlib = SnapshotEncoding.Compressor(name: "zlib", version: DeflateLibrary.zlib.version, level: 3)
      #expect(encoding.csvLineEnding == (isPlain ? .crlf : .lf) && encoding.spreadsheetSafe == isPlain)
      #expect(encoding.compressor == (isPlain ? nil : zlib))
    }
  }

  @Test func `the manifest describes every file, and the checksums agree`() async throws {
    try await withScratchFolder { folder in
      let manifest = try await export(folder).manifest
      #expect(manifest.tables.map(\.name) == Table.allCases)
      for table in manifest.tables {
        #expect(table.columns.map(\.name) == table.name.columns.map(\.name))
        for file in table.files {
          let bytes = try Data(contentsOf: URL(filePath: folder.file("snapshot/\(file.path)")))
          #expect(file.bytes == bytes.count && file.uncompressedBytes == bytes.count && file.format == "csv")
          #expect(try folder.lines(of: "snapshot/\(file.path)").count == file.rows + 1 && file.rows == table.rows)
        }
      }
      try folder.expectChecksums()
    }
  }

  @Test func `every row has the time when the run began unless another one is set`() async throws {
    try await withScratchFolder { folder in
      var bench = ExportBench(EchoService("a"), script: ["/a": [.status(500), .page("a")]], in: folder)
      bench.configuration.snapshotAt = nil
      let manifest = try await bench.run()
      #expect(manifest.snapshotAt == manifest.startedAt && manifest.finishedAt > manifest.startedAt)
      let row = try #require(try folder.lines(of: "snapshot/entitlements/part-00000.csv").last)
      #expect(row.hasPrefix("\"2026-11-01T00:00:00.000Z\","))
    }
  }
}

@Suite struct `Percentiles of latency` {
  @Test func `percentiles are within 5% of the truth, and never beyond the longest`() {
    var histogram = LatencyHistogram()
    for millisecond in 1...1000 { histogram.record(.milliseconds(millisecond)) }
    let summary = histogram.summary
    #expect((0.500...0.525).contains(summary.p50) && (0.950...1.0).contains(summary.p95))
    #expect((0.990...1.0).contains(summary.p99) && summary.max == 1)
  }

  @Test(arguments: [Duration.zero, .nanoseconds(1), .microseconds(10), .seconds(3600), .seconds(1_000_000_000_000)])
  func `the histogram accepts any duration`(duration: Duration) {
    var histogram = LatencyHistogram()
    histogram.record(duration)
    #expect(
      histogram.summary.p50 <= histogram.summary.max
        && histogram.summary.max == duration.seconds.rounded(toMicroseconds: ()))
  }

  @Test func `the percentiles of no request are zero`() {
    #expect(LatencyHistogram().summary == ExportStatistics.Latency())
  }
}

extension Double {
  fileprivate func rounded(toMicroseconds: Void) -> Double { (self * 1e6).rounded() / 1e6 }
}
