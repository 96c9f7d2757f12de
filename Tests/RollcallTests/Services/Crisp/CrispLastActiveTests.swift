import Backpressure
import RollcallTestSupport
import Testing

@testable import Rollcall

/// When operators were last active: asked for on request, and no reason to lose anything else.
@Suite(.timeLimit(.minutes(5))) struct `Last activity of Crisp operators` {
  typealias Response = ScriptedTransport.Response

  private func export(
    active: [Response], tables: Set<Table> = Set(Table.allCases), isAsked: Bool = true
  ) async throws -> (manifest: Manifest, rows: ExportedRows, requests: [String]) {
    var settings = SettingValues()
    settings.set("crisp-base-url", to: "https://crisp.test", from: .flag)
    settings.set("crisp-api-identifier", to: "identifier", from: .environment)
    settings.set("crisp-api-key", to: "key-of-crisp", from: .environment)
    settings.set("crisp-website-id", to: "w", from: .flag)
    settings.set("crisp-inboxes", to: "never", from: .flag)
    if isAsked { settings.set("crisp-last-active", to: "true", from: .flag) }
    let elements = [
      CrispPage.operatorElement(), CrispPage.operatorElement(["user_id": "7"]),
      CrispPage.operatorElement(["user_id": #""never""#]),
      #"{"type":"invite","details":{"email":"u1","role":"member"}}"#,
    ]
    let script: [String: [Response]] = [
      "/v1/website/w": [.body(#"{"error":false,"data":{"name":"W"}}"#)], "/v1/website/w/operators/active": active,
      "/v1/website/w/operators/list": [.body(#"{"error":false,"data":[\#(elements.joined(separator: ","))]}"#)],
    ]
    return try await withScratchFolder { folder in
      var bench = ExportBench(try ServiceDefinition.crisp.make(settings), script: script, in: folder)
      bench.configuration.formats = [try #require(OutputFormat.named("jsonl"))]
      bench.configuration.tables = tables
      let manifest = try await bench.run()
      return (manifest, try ExportedRows(in: folder), bench.transport.requests)
    }
  }

  static func list(_ data: String) -> Response { .body(#"{"error":false,"reason":"listed","data":\#(data)}"#) }

  @Test func `the last activity is that of the list, to the millisecond, and NULL for others`() async throws {
    let outcome = try await export(active: [
      Self.list(
        #"""
        [{"user_id":"u1","nickname":"x","timestamp":1793318400123},{"user_id":7,"timestamp":1},
        {"user_id":"left","timestamp":1793318400000}]
        """#)
    ])
    #expect(outcome.manifest.complete)
    #expect(
      outcome.rows.column("last_active_at", of: .operators) == [
        "2026-10-30T00:00:00.123Z", "1970-01-01T00:00:00.001Z", nil, nil,
      ])
  }

  @Test func `the later of two entries counts`() async throws {
    let outcome = try await export(active: [
      Self.list(
        #"[{"user_id":"u1","timestamp":5},{"user_id":"u1","timestamp":1793318400123},{"user_id":"u1","timestamp":6}]"#)
    ])
    #expect(outcome.rows.column("last_active_at", of: .operators).first == "2026-10-30T00:00:00.123Z")
  }

  @Test(arguments: [
    #""yesterday""#, "1e300", "1.5", "9223372036854775808", "253402300800000", "-99999999999999999", "true", "null",
    "[]",
  ])
  func `an entry that is not a time becomes NULL and does not affect the others`(timestamp: String) async throws {
    let outcome = try await export(active: [
      Self.list(
        #"[{"user_id":"u1","timestamp":\#(timestamp)},{"user_id":{"a":1},"timestamp":5},{"user_id":7,"timestamp":1}]"#)
    ])
    #expect(outcome.manifest.complete)
    #expect(
      outcome.rows.column("last_active_at", of: .operators) == [nil, "1970-01-01T00:00:00.001Z", nil, nil])
  }

  @Test func `the times of very many users are held, each by its id`() throws {
    var moments: CrispLastActive = [:]
    for number in 0..<100_000 {
      try moments.insert(Timestamp(milliseconds: Int64(number)), of: "user-\(number)")
    }
    try moments.insert(Timestamp(milliseconds: 7), of: "user-99999")
    moments.seal()
    for number in [0, 1, 65_535, 65_536, 65_537, 99_999] {
      #expect(moments["user-\(number)"]?.milliseconds == Int64(number))
    }
    #expect(moments["user-100000"] == nil && moments["user-"] == nil && moments[""] == nil)
  }

  @Test func `a note counts the unusual entries`() throws {
    let mapper = CrispLastActiveMapper(tenant: CrispPage.tenant, failures: CrispPage.failures)
    var stream = PageStream(.member("data"), mapper)
    let body = #"{"data":[{"user_id":"a","timestamp":1},{"user_id":"b","timestamp":-1e9},{"timestamp":2}]}"#
    for chunk in try stream.split(Array(body.utf8)) { _ = try stream.map(chunk) }
    let notes = try stream.finish().mapper.notes
    #expect(notes.count == 1 && notes.first?.hasPrefix("2 entries") == true)
  }

  @Test func `the last activity is requested only if it and its table are wanted`() async throws {
    for (isAsked, tables) in [(false, Set(Table.allCases)), (true, [.grants, .resources])] {
      let outcome = try await export(active: [], tables: tables, isAsked: isAsked)
      #expect(outcome.manifest.complete && outcome.requests.count == 2)
    }
  }

  @Test(arguments: [
    Array(repeating: Response.status(500), count: 6),
    [.status(403, #"{"error":true,"reason":"not_allowed","data":{}}"#)],
    Array(repeating: list("{}"), count: 3), [list("[1]")],
    Array(repeating: list(#"[{"user_id":"u1","timestamp":1,"website_id":"other"}]"#), count: 3),
  ])
  func `a last activity that cannot be read is missing by name, and the rest is kept`(answers: [Response]) async throws
  {
    let outcome = try await export(active: answers)
    let tenant = try #require(outcome.manifest.tenants.first)
    #expect(tenant.status == .incomplete && tenant.missing.map(\.part) == ["last_active_at"])
    #expect(tenant.rows["operators"] == 4 && tenant.rows["grants"] == 3)
    #expect(outcome.rows.column("last_active_at", of: .operators) == [nil, nil, nil, nil])
  }
}
