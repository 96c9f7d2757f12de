import Backpressure
import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What a run is about is decided once, when it begins.
@Suite(.timeLimit(.minutes(5))) struct `Tenants of an interrupted run` {
  private typealias Response = ScriptedTransport.Response

  private static let ids = (1...5).map { "0000000\($0)-1234-4321-9999-00000000000\($0)" }
  private static let account = "/v1/plugin/connect/account"

  private static func page(_ number: Int) -> String { "/v1/plugin/connect/websites/all/\(number)?filter_configured=0" }

  private func crisp(_ set: (inout SettingValues) -> Void = { $0.set("crisp-all-websites", to: "true", from: .flag) })
    throws -> CrispService
  {
    var values = SettingValues()
    values.set("crisp-api-identifier", to: "identifier-1", from: .environment)
    values.set("crisp-api-key", to: "a-key-of-the-plugin", from: .environment)
    set(&values)
    return try CrispService(settings: values)
  }

  /// Whose token it is, and the answers about websites: what each answers for its operators.
  private func script(plugin: String? = nil, _ operators: [(id: String, Response)]) -> [String: [Response]] {
    var script: [String: [Response]] = [:]
    if let plugin { script[Self.account] = [.body(#"{"error":false,"data":{"plugin_id":"\#(plugin)"}}"#)] }
    for (id, response) in operators {
      script["/v1/website/\(id)"] = [
        response.status == 404
          ? response : .body(#"{"error":false,"reason":"resolved","data":{"website_id":"\#(id)","name":"\#(id)"}}"#)
      ]
      script["/v1/website/\(id)/operators/list"] = [response]
    }
    return script
  }

  private static func list(_ ids: [String]) -> Response {
    let elements = ids.map { #"{"website_id":"\#($0)"}"# }.joined(separator: ",")
    return .body(#"{"error":false,"reason":"listed","data":[\#(elements)]}"#)
  }

  private static func team(_ name: String) -> Response {
    let details = #"{"user_id":"\#(name)","email":"\#(name)@example.test","role":"owner"}"#
    return .body(#"{"error":false,"reason":"listed","data":[{"type":"operator","details":\#(details)}]}"#)
  }

  private static let gone = Response.status(404, #"{"error":true,"reason":"not_subscribed","data":{}}"#)
  private static let limit = Response.status(
    429, #"{"error":true,"reason":"rate_limited","data":{}}"#, retryAfter: "86400")

  private func bench(_ service: any Service, _ script: [String: [Response]], in folder: ScratchFolder) -> ExportBench {
    var bench = ExportBench(service, script: script, in: folder)
    bench.configuration.remains = .resume
    bench.configuration.checkpointInterval = .zero
    bench.configuration.workers = 1
    return bench
  }

  /// Begins a run over the first three websites that stops at the second one.
  private func stop(in folder: ScratchFolder) async throws {
    var script = script(plugin: "p1", [(Self.ids[0], Self.team("a")), (Self.ids[1], Self.limit)])
    script[Self.page(1)] = [Self.list(Array(Self.ids[..<3]))]
    script[Self.page(2)] = [Self.list([])]
    let failure = try await bench(try crisp(), script, in: folder).failure()
    #expect(failure?.code == .limited && failure?.remains?.contains("1 tenant") == true)
  }

  @Test func `a resumed run keeps the planned tenants, and fails those that went away by name`()
    async throws
  {
    try await withScratchFolder { folder in
      try await stop(in: folder)
      var script = script(plugin: "p1", [(Self.ids[1], Self.team("b")), (Self.ids[2], Self.gone)])
      // Asked for once more at the end, because a website is gone; what came meanwhile is named, and not exported.
      script[Self.page(1)] = [Self.list([Self.ids[4], Self.ids[1], Self.ids[0]])]
      script[Self.page(2)] = [Self.list([])]
      let manifest = try await bench(try crisp(), script, in: folder).run()
      #expect(manifest.tenants.map(\.tenantId) == Array(Self.ids[..<3]))
      #expect(manifest.tenants.map(\.status) == [.complete, .complete, .failed])
      #expect(!manifest.complete)
      #expect(manifest.sources[0].missing.map { $0.reason.contains(Self.ids[4]) } == [true])
    }
  }

  @Test func `a limit to the second listing at the end ends the run`() async throws {
    try await withScratchFolder { folder in
      var script = script(plugin: "p1", [(Self.ids[0], Self.team("a")), (Self.ids[1], Self.gone)])
      script[Self.page(1)] = [Self.list(Array(Self.ids[..<2])), Self.limit]
      script[Self.page(2)] = [Self.list([])]
      var bench = ExportBench(try crisp(), script: script, in: folder)
      bench.configuration.workers = 2
      let failure = try #require(try await bench.failure())
      #expect(failure.code == .limited && failure.remains?.contains("--resume") == true, "\(failure)")
    }
  }

  @Test func `the tenants are kept although the budget is spent before the second listing`() async throws {
    try await withScratchFolder { folder in
      var script = script(
        plugin: "p1", [(Self.ids[0], Self.team("a")), (Self.ids[1], Self.gone), (Self.ids[2], Self.team("c"))])
      script[Self.page(1)] = [Self.list(Array(Self.ids[..<3]))]
      script[Self.page(2)] = [Self.list([])]
      var bench = ExportBench(try crisp(), script: script, in: folder) { path in
        // Time enough for a failure that does not wait.
        if path == "/v1/website/\(Self.ids[1])" { try await Task.sleep(for: .milliseconds(200)) }
      }
      bench.configuration.workers = 2
      bench.configuration.requestBudget = 9
      let failure = try #require(try await bench.failure())
      #expect(failure.code == .limited && failure.remains?.contains("3 tenants;") == true, "\(failure)")
      #expect(bench.transport.requests.count == 9)
    }
  }

  @Test func `a run is not resumed with the token of another plugin`() async throws {
    try await withScratchFolder { folder in
      try await stop(in: folder)
      let before = try folder.files(below: "snapshot.partial")
      let bench = bench(try crisp(), script(plugin: "p2", []), in: folder)
      let failure = try #require(try await bench.failure())
      #expect(failure.code == .configuration && failure.message.contains("plugin p2"), "\(failure)")
      #expect(bench.transport.requests == [Self.account])
      #expect(try folder.files(below: "snapshot.partial") == before)
    }
  }

  @Test func `a run is not resumed if the owner of the token is unknown`() async throws {
    try await withScratchFolder { folder in
      try await stop(in: folder)
      let script = [Self.account: [Response.status(401, #"{"error":true,"reason":"invalid_session","data":{}}"#)]]
      let failure = try #require(try await bench(try crisp(), script, in: folder).failure())
      #expect(failure.code == .refused)
      #expect(try folder.names == ["snapshot.partial"])
    }
  }

  @Test(arguments: ["crisp-website-id", "crisp-last-active", "allow-empty", "crisp-base-url", "crisp-inboxes"])
  func `a run is not resumed with other services or settings, whatever its record says`(name: String)
    async throws
  {
    try await withScratchFolder { folder in
      func service(_ changed: String?) throws -> CrispService {
        try crisp { values in
          values.set("crisp-website-id", to: Self.ids[0], from: .flag)
          values.set("crisp-inboxes", to: changed == "crisp-inboxes" ? "always" : "never", from: .flag)
          switch changed {
          case "crisp-inboxes": break
          case "crisp-website-id": values.set("crisp-website-id", to: Self.ids[1], from: .flag)
          case "crisp-base-url": values.set("crisp-base-url", to: "https://crisp.test/", from: .flag)
          case let name?: values.set(name, to: "true", from: .flag)
          case nil: break
          }
        }
      }
      let limited = script([(Self.ids[0], Self.limit)])
      _ = try #require(try await bench(try service(nil), limited, in: folder).failure())
      let other = bench(try service(name), [:], in: folder)
      let refusal = try #require(try await other.failure())
      #expect(refusal.code == .configuration && refusal.message.contains("\(name) was "), "\(refusal)")
      #expect(other.transport.requests.isEmpty)
      let same = bench(try service(nil), script([(Self.ids[0], Self.team("a"))]), in: folder)
      #expect(try await same.run().complete)
    }
  }
}
