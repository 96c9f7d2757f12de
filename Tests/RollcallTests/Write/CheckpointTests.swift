import Foundation
import Gzip
import Testing

@testable import Rollcall

@Suite struct `Checkpoint of a run` {
  private func checkpoint() throws -> Checkpoint {
    var checkpoint = Checkpoint(
      identity: ExportIdentity(services: ["crisp"], settings: ["format": "csv"]),
      snapshotAt: Timestamp(rfc3339: "2026-11-01T00:00:00Z")!, startedAt: Timestamp(rfc3339: "2026-11-02T00:00:00Z")!)
    checkpoint.tenants = [
      TenantReport(
        service: "crisp", instance: "https://crisp.test", tenantId: "w\n\"é", status: .failed, rows: ["grants": 0],
        requests: 3, missing: [],
        omitted: [], error: .init(code: .refused, reason: "not_subscribed", message: "no"))
    ]
    let tail = try #require(BlockCutter.Tail(bytes: Array(0...255), historyCount: 5))
    let meter = ExportMeter()
    meter.sent(to: "GET /x", about: nil, at: checkpoint.startedAt)
    let state = ExportState(
      tenants: checkpoint.tenants,
      writers: [
        .init(
          parts: [.init(rows: 5, bytes: 50)],
          measure: PartMeasure(
            rows: 7, cutBytes: 1 << 40, cutSize: 1 << 38, sample: .init(content: 16_384, compressed: 99)), tail: tail)
      ],
      measured: meter.reading(after: .seconds(1)))
    return checkpoint.advanced(
      to: state, paths: [PartPath(.grants, "csv", isCompressed: false)],
      [
        SeriesState(
          finished: [FileEnd(count: 44, sha256: "cd")], file: FileState(count: 9, sha256: "ab", checksum: .max))
      ])
  }

  @Test func `a checkpoint is the same when it is read`() throws {
    let checkpoint = try checkpoint()
    #expect(try Checkpoint(decoding: checkpoint.encoded()) == checkpoint)
    #expect(checkpoint.files[0].path == "grants/part-00001.csv")
    #expect(checkpoint.files[0].writerState?.tail.historyCount == 5)
    #expect(checkpoint.files[0].writerState?.parts == [.init(rows: 5, bytes: 50)])
  }

  @Test func `a checkpoint is refused if it is cut or a bit is changed`() throws {
    let bytes = try checkpoint().encoded()
    for length in 0..<bytes.count {
      #expect(throws: Checkpoint.Unreadable.self) { try Checkpoint(decoding: Array(bytes[..<length])) }
    }
    for place in bytes.indices {
      var bytes = bytes
      bytes[place] ^= 1 << UInt8(place % 8)
      #expect(throws: Checkpoint.Unreadable.self) { try Checkpoint(decoding: bytes) }
    }
  }

  @Test func `the error about a checkpoint of another version names the version`() throws {
    var checkpoint = try checkpoint()
    checkpoint.formatVersion = 99
    let bytes = try checkpoint.encoded()
    let refusal = #expect(throws: Checkpoint.Unreadable.self) { try Checkpoint(decoding: bytes) }
    #expect(refusal?.reason.contains("99") == true)
  }

  @Test func `a checkpoint with impossible sizes is refused`() throws {
    for change in [
      { $0.measure.rows = -1 }, { $0.bytes = -1 }, { $0.measure.cutBytes = -1 }, { $0.measure.cutSize = .max },
      { $0.measure.sample?.content = 0 }, { $0.measure.sample?.compressed = .max }, { $0.finished[0].rows = .max },
      { $0.finished[0].bytes = -1 }, { $0.finished[0].contentBytes = -1 }, { $0.historyBytes = 257 },
      { $0.historyBytes = -1 }, { $0.tail = Data(count: 1 << 20) },
    ] as [(inout Checkpoint.File) -> Void] {
      var checkpoint = try checkpoint()
      change(&checkpoint.files[0])
      let bytes = try checkpoint.encoded()
      #expect(throws: Checkpoint.Unreadable.self) { try Checkpoint(decoding: bytes) }
    }
  }

  @Test(arguments: [
    ("\"requests\":1", "\"requests\":9223372036854775807"), ("\"bytesIn\":0", "\"bytesIn\":-1"),
    ("\"total\":0", "\"total\":5"), ("\"counts\":[0,", "\"counts\":["),
  ])
  func `a checkpoint with impossible measurements is refused although its digest is right`(old: String, new: String)
    throws
  {
    let text = String(decoding: try checkpoint().encoded(), as: UTF8.self)
    let line = text.split(separator: "\n")[0].replacing(old, with: new)
    #expect(text.contains(old))
    let digest = SHA256()
    Array(line.utf8).withUnsafeBytes { digest.update($0) }
    let forged = "\(line)\n{\"sha256\":\"\(digest.hexadecimal())\"}\n"
    #expect(throws: Checkpoint.Unreadable(reason: "its figures cannot be right")) {
      try Checkpoint(decoding: Array(forged.utf8))
    }
  }

  @Test func `a checkpoint keeps the identity of the run, but no list of a service in an outage`() throws {
    let doubt = ScopedFailure(.service, RollcallError(.undecodable, "it has no end"))
    let outage = ScopedFailure(.tenant, RollcallError(.unavailable, "out of order"))
    let planned = try checkpoint()
      .planned([
        (TenantList(service: "crisp", owner: "p", tenants: ["b", "a"]), [ListLoss(part: "x", failure: doubt)]),
        (TenantList(service: "chatwoot", tenants: []), [ListLoss(part: "y", failure: outage)]),
      ])
    let expected = TenantList(
      service: "crisp", owner: "p", tenants: ["b", "a"], missing: [MissingPart(part: "x", reason: "it has no end")])
    #expect(try Checkpoint(decoding: planned.encoded()).lists == [expected])
  }
}

@Suite struct `Schedule of checkpoints` {
  @Test func `two checkpoints are at least an interval apart`() {
    let clock = ManualClock()
    let schedule = CheckpointSchedule(interval: .seconds(5), clock: clock.exportClock)
    #expect(!schedule.isDue())
    clock.advance(by: .seconds(5))
    #expect(schedule.isDue() && !schedule.isDue())
    schedule.saved(in: .milliseconds(10))
    clock.advance(by: .seconds(5))
    #expect(schedule.isDue())
  }

  @Test func `checkpoints take at most a fortieth of the time`() {
    let clock = ManualClock()
    let schedule = CheckpointSchedule(interval: .seconds(5), clock: clock.exportClock)
    clock.advance(by: .seconds(5))
    #expect(schedule.isDue())
    schedule.saved(in: .seconds(1))
    clock.advance(by: .seconds(39))
    #expect(!schedule.isDue())
    clock.advance(by: .seconds(1))
    #expect(schedule.isDue())
  }

  @Test func `a schedule without an interval saves at every opportunity`() {
    let schedule = CheckpointSchedule(interval: .zero, clock: ManualClock().exportClock)
    for _ in 0..<3 {
      #expect(schedule.isDue())
      schedule.saved(in: .seconds(1))
    }
  }
}
