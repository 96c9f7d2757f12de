import RollcallTestSupport

@testable import Rollcall

extension ConsistentDamage {
  /// Changes what the manifest says.
  private static func manifest(
    _ name: String, _ change: @escaping @Sendable (inout Manifest, inout RepeatableRandom) -> Void
  ) -> ConsistentDamage {
    ConsistentDamage(name: name) { snapshot, dice in change(&snapshot.manifest, &dice) }
  }

  /// Changes what the manifest says of a file.
  private static func report(_ name: String, _ change: @escaping @Sendable (inout FileReport) -> Void)
    -> ConsistentDamage
  {
    manifest(name) { manifest, dice in change(&manifest.tables[.random(in: 0..<4, using: &dice)].files[0]) }
  }

  static let manifestDamage: [ConsistentDamage] = [
    manifest("completeness that is not true") { manifest, _ in manifest.complete.toggle() },
    manifest("a source that lacks something") { manifest, _ in
      manifest.sources[0].missing = [MissingPart(part: "everything", reason: "none")]
    },
    manifest("a tenant that is incomplete for no reason") { manifest, _ in
      manifest.complete = false
      manifest.tenants[0].status = .incomplete
    },
    manifest("a failed tenant with rows") { manifest, _ in
      manifest.complete = false
      manifest.tenants[0].status = .failed
      manifest.tenants[0].error = .init(code: .refused, reason: nil, message: "no")
    },
    manifest("a tenant less") { manifest, _ in manifest.tenants.removeLast() },
    manifest("a tenant more") { manifest, _ in manifest.tenants.append(manifest.tenants[0]) },
    manifest("tenants in another order") { manifest, _ in manifest.tenants.reverse() },
    manifest("a row of one tenant counted for another") { manifest, _ in
      manifest.tenants[0].rows["operators"]! += 1
      manifest.tenants[1].rows["operators"]! -= 1
    },
    manifest("a table that no tenant counts") { manifest, _ in manifest.tenants[0].rows["grants"] = nil },
    manifest("one row more everywhere") { manifest, _ in
      manifest.tenants[0].rows["operators"]! += 1
      manifest.tables[0].rows += 1
      manifest.tables[0].files[0].rows += 1
    },
    manifest("a number of rows that would overflow") { manifest, _ in
      for index in manifest.tenants.indices { manifest.tenants[index].rows["operators"] = .max }
    },
    manifest("another moment") { manifest, _ in manifest.snapshotAt = Timestamp(milliseconds: 0) },
    manifest("an end before the start") { manifest, _ in
      manifest.finishedAt = Timestamp(milliseconds: manifest.startedAt.milliseconds - 1)
    },
    manifest("a request after the end") { manifest, _ in
      manifest.statistics.lastRequestAt = Timestamp(milliseconds: manifest.finishedAt.milliseconds + 1)
    },
    manifest("requests that nobody sent") { manifest, _ in manifest.statistics.requests = 1 },
    manifest("bytes less than none") { manifest, _ in manifest.statistics.bytesIn = -1 },
    manifest("memory less than none") { manifest, _ in manifest.statistics.peakMemoryBytes = .min },
    manifest("a retry less than none") { manifest, _ in manifest.statistics.retries["500"] = -1 },
    manifest("retries without end") { manifest, _ in manifest.statistics.retries["500"] = .max },
    manifest("a median above the longest") { manifest, _ in manifest.statistics.latency.p50 = 1e9 },
    manifest("a wait of less than nothing") { manifest, _ in manifest.statistics.pausedSeconds = -0.5 },
    manifest("a tenant with requests that would overflow") { manifest, _ in manifest.tenants[0].requests = .max },
    manifest("a tenant with another name") { manifest, _ in manifest.tenants[0].name = "another" },
    manifest("a tenant without its name") { manifest, _ in manifest.tenants[0].name = nil },
    manifest("a tenant that was read before the run") { manifest, _ in
      manifest.tenants[0].readFrom = Timestamp(milliseconds: manifest.startedAt.milliseconds - 1)
    },
    manifest("a tenant that was read after the run") { manifest, _ in
      manifest.tenants[0].readUntil = Timestamp(milliseconds: manifest.finishedAt.milliseconds + 1)
    },
    manifest("a tenant that was answered and never asked") { manifest, _ in manifest.tenants[0].readFrom = nil },
    manifest("an operator of another role") { manifest, _ in
      manifest.tenants[0].totals.operators?.byRole["another", default: 0] += 1
    },
    manifest("a status that is not counted") { manifest, _ in
      manifest.tenants[0].totals.operators?.byStatus["deleted"] = nil
    },
    manifest("totals of nobody") { manifest, _ in manifest.tenants[0].totals.operators = nil },
    manifest("a request to an endpoint that the whole does not count") { manifest, _ in
      manifest.statistics.endpoints[0].requests += 1
    },
    manifest("bytes that no endpoint sent") { manifest, _ in manifest.statistics.bytesIn += 1 },
    manifest("a retry that no endpoint had") { manifest, _ in manifest.statistics.retries["503", default: 0] += 1 },
    manifest("an endpoint less") { manifest, _ in manifest.statistics.endpoints.removeLast() },
    manifest("endpoints in another order") { manifest, _ in manifest.statistics.endpoints.reverse() },
    manifest("an endpoint with its median above the longest") { manifest, _ in
      manifest.statistics.endpoints[0].latency.p50 = 1e9
    },
    manifest("time less than none") { manifest, _ in manifest.statistics.seconds = -1 },
    manifest("a part of half a resource") { manifest, _ in
      var part = MissingPart(part: "x", reason: "y")
      part.resourceType = "team"
      manifest.tenants[0].omitted = [part]
    },
    manifest("a tenant without an id") { manifest, _ in manifest.tenants[0].tenantId = "" },
    manifest("a missing part without a reason") { manifest, _ in
      manifest.complete = false
      manifest.sources[0].missing = [MissingPart(part: "everything", reason: "")]
    },
    manifest("a gap without a text") { manifest, _ in manifest.sources[0].knownGaps = [.init(code: "x", text: "")] },
    manifest("a gap twice") { manifest, _ in
      manifest.sources[0].knownGaps = Array(repeating: .init(code: "x", text: "y"), count: 2)
    },
    manifest("no source") { manifest, _ in manifest.sources = [] },
    manifest("no tenant") { manifest, _ in manifest.tenants = [] },
    manifest("tables that the settings do not name") { manifest, _ in
      manifest.identity?.settings["tables"] = "operators"
    },
    manifest("formats that the settings do not name") { manifest, _ in
      manifest.identity?.settings["format"] = "csv,jsonl"
    },
    manifest("an encoding of another compression") { manifest, _ in
      let isGzip = manifest.encoding.compressor != nil
      manifest.encoding.compressor = isGzip ? nil : .init(name: "zlib", version: "1", level: 6)
    },
    manifest("a compressor that does not exist") { manifest, _ in
      manifest.encoding.compressor = .init(name: "ISA-L", version: "1", level: 6)
    },
    manifest("an encoding of another line end") { manifest, _ in manifest.encoding.csvLineEnding = .crlf },
    manifest("an encoding that is safe for spreadsheets") { manifest, _ in manifest.encoding.spreadsheetSafe = true },
    manifest("another version") { manifest, _ in manifest.formatVersion = 3 },
    manifest("columns in another order") { manifest, _ in manifest.tables[2].columns.swapAt(3, 4) },
    manifest("a column of another type") { manifest, _ in manifest.tables[1].columns[5].type = .json },
    manifest("a table less") { manifest, _ in manifest.tables.removeLast() },
    manifest("tables in another order") { manifest, _ in manifest.tables.swapAt(0, 1) },
    manifest("a file twice") { manifest, _ in manifest.tables[3].files.append(manifest.tables[3].files[0]) },
    report("a path outside") { $0.path = "../\($0.path)" },
    report("a path from the root") { $0.path = "/etc/passwd" },
    report("a path with a detour") { $0.path = "operators/../\($0.path)" },
    report("the manifest as a file of a table") { $0.path = "manifest.json" },
    report("a format that is none") { $0.format = "xml" },
    report("a content of one byte more") { $0.uncompressedBytes += 1 },
    report("a content of one byte less") { $0.uncompressedBytes -= 1 },
    report("a content of any size") { $0.uncompressedBytes = .max },
    report("a negative content") { $0.uncompressedBytes = .min },
    report("a row more in a file") { $0.rows += 1 },
    report("any number of rows in a file") { $0.rows = .max },
  ]
}
