import RollcallTestSupport
import Testing

@testable import Rollcall

/// A Crisp website that a test writes down, with its teams and sub-inboxes, and what an export makes of it.
struct CrispGroupScript {
  typealias Response = ScriptedTransport.Response

  /// User ids and roles of the operators, in the order of the list.
  var operators = [("u1", "owner"), ("u2", "member"), ("u3", "member"), ("u4", "member")]
  /// The elements of the lists.
  var teams: [String] = []
  var inboxes: [String] = []
  /// Answers in place of those that follow from the above, by path below the website, as in `/teams/list/1`.
  var answers: [String: [Response]] = [:]
  var flags: [(String, String)] = []
  var websites = ["w"]
  var tables = Set(Table.allCases)
  var workers = 4
  var failsFast = false

  static func list(_ elements: some Collection<String>, status: Int = 200) -> Response {
    .status(status, #"{"error":false,"reason":"listed","data":[\#(elements.joined(separator: ","))]}"#)
  }

  static func error(_ status: Int, _ reason: String) -> Response {
    .status(status, #"{"error":true,"reason":"\#(reason)","data":{}}"#)
  }

  /// Operators, each with an address.
  static func operators(_ people: [(String, String)]) -> Response {
    list(
      people.map { id, role in
        role == "invited"
          ? #"{"type":"invite","details":{"user_id":"\#(id)","email":"\#(id)@x.test","role":"member"}}"#
          : #"{"type":"operator","details":{"user_id":"\#(id)","email":"\#(id)@x.test","role":"\#(role)"}}"#
      })
  }

  func script() -> [String: [Response]] {
    var script = [
      "": [Response.body(#"{"error":false,"reason":"resolved","data":{"name":"Site"}}"#)],
      "/teams/list/1": [Self.list(teams)], "/inboxes/list/1": [Self.list(inboxes)],
      "/operators/list": [Self.operators(operators)],
    ]
    if !teams.isEmpty { script["/teams/list/2"] = [Self.list([])] }
    if !inboxes.isEmpty { script["/inboxes/list/2"] = [Self.list([])] }
    script.merge(answers) { $1 }
    return Dictionary(uniqueKeysWithValues: script.map { ("/v1/website/w\($0)", $1) })
  }

  func service() throws -> CrispService {
    var settings = SettingValues()
    settings.set("crisp-base-url", to: "https://crisp.test", from: .flag)
    settings.set("crisp-api-identifier", to: "identifier", from: .environment)
    settings.set("crisp-api-key", to: "canary-key", from: .environment)
    for website in websites { settings.set("crisp-website-id", to: website, from: .flag) }
    for (name, text) in flags { settings.set(name, to: text, from: .flag) }
    return try CrispService(settings: settings)
  }

  struct Outcome {
    var manifest: Manifest?
    var error: RollcallError?
    var rows: ExportedRows
    /// The paths of the requests below the website.
    var requests: [String]
    var unanswered: [String]

    var tenant: TenantReport? { manifest?.tenants.first }
  }

  func export() async throws -> Outcome {
    try await withScratchFolder { folder in
      var bench = ExportBench(try service(), script: script(), in: folder)
      bench.configuration.formats = [try #require(OutputFormat.named("jsonl"))]
      bench.configuration.tables = tables
      bench.configuration.workers = workers
      bench.configuration.failsFast = failsFast
      var (manifest, failure): (Manifest?, RollcallError?)
      do { manifest = try await bench.run() } catch let error as RollcallError { failure = error }
      for (path, bytes) in try folder.files(below: failure == nil ? "snapshot" : "") {
        #expect(!String(decoding: bytes, as: UTF8.self).contains("canary"), "\(path)")
      }
      if failure == nil {
        let report = try SnapshotVerification(path: folder.file("snapshot")).run()
        #expect(report.isSound, "\(report.differences)")
      }
      return Outcome(
        manifest: manifest, error: failure, rows: try ExportedRows(in: folder),
        requests: bench.transport.requests.map { String($0.dropFirst("/v1/website/w".count)) },
        unanswered: bench.transport.unanswered)
    }
  }
}
