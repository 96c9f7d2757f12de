import RollcallTestSupport
import Testing

@testable import Rollcall

/// An export of all websites of a plugin.
@Suite(.timeLimit(.minutes(5))) struct `All websites of a Crisp plugin` {
  typealias Response = ScriptedTransport.Response

  /// A page of the list. The elements carry secrets, as Crisp's do.
  private static func page(_ ids: [String], status: Int = 200) -> Response {
    let elements = ids.map { #"{"website_id":"\#($0)","token":"canary-token","settings":{"key":"canary"},"price":0}"# }
    let body = #"{"error":false,"reason":"listed","data":[\#(elements.joined(separator: ","))]}"#
    return Response(status: status, pieces: [Array(body.utf8)])
  }

  /// Exports from pages of ids, each of which has an owner; `answers` stands in place of what follows from that.
  private func export(
    _ pages: [[String]], statuses: [Int] = [], answers: [String: [Response]] = [:], flags: [String] = [],
    workers: Int = 4, configure: (inout ExportConfiguration) -> Void = { _ in }
  ) async throws -> (manifest: Manifest?, error: RollcallError?, rows: ExportedRows, requests: [String]) {
    var script = ["/v1/plugin/connect/account": [Response.body(#"{"error":false,"data":{"plugin_id":"p"}}"#)]]
    for (index, page) in pages.enumerated() {
      let status = index < statuses.count ? statuses[index] : 200
      script["/v1/plugin/connect/websites/all/\(index + 1)?filter_configured=0"] = Array(
        repeating: Self.page(page, status: status), count: 3)
      for id in page {
        script["/v1/website/\(id)"] = [.body(#"{"error":false,"data":{"name":"\#(id)"}}"#)]
        script["/v1/website/\(id)/operators/list"] = [
          .body(#"{"error":false,"data":[\#(CrispPage.operatorElement())]}"#)
        ]
      }
    }
    script.merge(answers) { $1 }
    var settings = SettingValues()
    settings.set("crisp-base-url", to: "https://crisp.test", from: .flag)
    settings.set("crisp-api-identifier", to: "identifier", from: .environment)
    settings.set("crisp-api-key", to: "canary-key", from: .environment)
    for flag in flags + ["crisp-all-websites"] { settings.set(flag, to: "true", from: .flag) }
    return try await withScratchFolder { folder in
      var bench = ExportBench(try ServiceDefinition.crisp.make(settings), script: script, in: folder)
      bench.configuration.formats = [try #require(OutputFormat.named("jsonl"))]
      bench.configuration.workers = workers
      configure(&bench.configuration)
      var manifest: Manifest?
      var failure: RollcallError?
      do { manifest = try await bench.run() } catch let error as RollcallError { failure = error }
      for (path, bytes) in try folder.files(below: failure == nil ? "snapshot" : "") {
        #expect(!String(decoding: bytes, as: UTF8.self).contains("canary"), "\(path)")
      }
      return (manifest, failure, try ExportedRows(in: folder), bench.transport.requests)
    }
  }

  private static func listPath(_ page: Int) -> String { "/v1/plugin/connect/websites/all/\(page)?filter_configured=0" }

  @Test(arguments: [[206, 200, 200], [200, 200, 200]], [1, 2, 8])
  func `all websites are found, whether pages before the last have status 206 or 200`(statuses: [Int], workers: Int)
    async throws
  {
    let outcome = try await export([["c", "a"], ["b"], []], statuses: statuses, workers: workers)
    #expect(outcome.manifest?.complete == true && outcome.manifest?.tenants.map(\.tenantId) == ["c", "a", "b"])
    #expect(outcome.rows.column("tenant_id", of: .grants) == ["c", "a", "b"])
    // 1 + P + 1 + 2·N
    #expect(outcome.requests.count == 10 && outcome.manifest?.statistics.requests == 10)
    #expect(outcome.requests.filter { $0.contains("/websites/") } == (1...3).map(Self.listPath))
  }

  @Test(arguments: [1, 4])
  func `a website that moved forward while the list was read is missing by name`(workers: Int) async throws {
    // Website a goes behind the first page, and c moves to it.
    let first = [["a", "b"], ["d"], []]
    let second = [["b", "c"], ["d"], []]
    var answers: [String: [Response]] = [:]
    for index in 0..<3 { answers[Self.listPath(index + 1)] = [Self.page(first[index]), Self.page(second[index])] }
    answers["/v1/website/a"] = [.status(404, #"{"error":true,"reason":"not_subscribed","data":{}}"#)]
    answers["/v1/website/a/operators/list"] = answers["/v1/website/a"]
    let outcome = try await export([["a", "b", "c", "d"]], answers: answers, workers: workers)
    // A run is about the websites that were listed when it began.
    #expect(outcome.manifest?.tenants.map(\.tenantId) == ["a", "b", "d"])
    #expect(outcome.manifest?.tenants.map(\.status) == [.failed, .complete, .complete])
    #expect(
      outcome.manifest?.sources.first?.missing.first?.reason
        .hasSuffix(
          "c; why: they installed the plugin since, or moved to a page that was read before when another one was removed; next: run again"
        ) == true)
  }

  @Test func `a website is exported once although the list shifts`() async throws {
    let outcome = try await export([["a", "b"], ["b", "c"], ["d"], []])
    // The list is read twice.
    #expect(outcome.manifest?.complete == true && outcome.requests.count == 17)
    #expect(outcome.manifest?.tenants.map(\.tenantId) == ["a", "b", "c", "d"])
  }

  @Test func `all websites are exported although a page is partly another one once`() async throws {
    // A cache that keeps what the page was before c came.
    let outcome = try await export(
      [["a", "b"], ["c", "d"], ["e"], []],
      answers: [Self.listPath(2): [Self.page(["a", "d"]), Self.page(["c", "d"])]])
    #expect(outcome.manifest?.complete == true)
    #expect(outcome.manifest?.tenants.map(\.tenantId) == ["a", "b", "c", "d", "e"])
  }

  @Test func `the list is incomplete if a page keeps being partly another one`() async throws {
    let outcome = try await export([["a", "b"], ["a", "d"], ["e"], []])
    #expect(outcome.manifest?.complete == false && outcome.manifest?.tenants.count == 4)
    #expect(outcome.manifest?.sources.first?.missing.first?.reason.contains("time and again") == true)
  }

  @Test func `a website is exported once although a page keeps repeating others, and the list is incomplete`()
    async throws
  {
    let outcome = try await export([["a", "b"], ["b", "c"], ["b", "c"], ["d"], []])
    #expect(outcome.manifest?.complete == false)
    #expect(outcome.manifest?.tenants.map(\.tenantId) == ["a", "b", "c", "d"])
    #expect(outcome.manifest?.sources.first?.missing.count == 1)
    // The list twice, because one of its pages brought nothing new, and each website once.
    #expect(outcome.requests.count == 19)
  }

  @Test(arguments: [0, 1, 2, 3], [1, 4])
  func `all websites are exported in order although a cache answers with another page once`(
    page: Int, workers: Int
  ) async throws {
    let pages = [["a", "b"], ["c"], ["d", "e"], []]
    for other in pages.indices.dropLast() where other != page {
      var answers = [Self.listPath(page + 1): [Self.page(pages[other])]]
      answers[Self.listPath(page + 1)]! += Array(repeating: Self.page(pages[page]), count: 2)
      // Behind the end, in case that the empty page is the one that another was taken for.
      answers[Self.listPath(pages.count + 1)] = [Self.page([])]
      let outcome = try await export(pages, answers: answers, workers: workers)
      #expect(outcome.manifest?.complete == true, "page \(other + 1) for page \(page + 1)")
      #expect(outcome.manifest?.tenants.map(\.tenantId) == ["a", "b", "c", "d", "e"])
      #expect(outcome.requests.filter { !$0.contains("/plugin/") }.count == 2 * 5)
    }
  }

  @Test func `a server that ignores the page number is not asked for ever, even if a website fails`()
    async throws
  {
    let gone = Response.status(404, #"{"error":true,"reason":"not_subscribed","data":{}}"#)
    let outcome = try await export(
      Array(repeating: ["a", "b"], count: 4), answers: ["/v1/website/b/operators/list": [gone]])
    #expect(outcome.manifest?.tenants.map(\.status) == [.complete, .failed])
    #expect(outcome.requests.filter { $0.contains("/websites/") }.count == 4)
  }

  @Test func `the known websites are exported from a server that ignores the page number`()
    async throws
  {
    let outcome = try await export(Array(repeating: ["a", "b"], count: 10))
    let manifest = try #require(outcome.manifest)
    #expect(!manifest.complete && manifest.tenants.map(\.status) == [.complete, .complete])
    #expect(manifest.sources.first?.missing.first?.reason.contains("may lack some") == true)
    #expect(outcome.requests.filter { $0.contains("/websites/") }.count == 4)
    #expect(outcome.rows.column("tenant_id", of: .operators) == ["a", "b"])
  }

  @Test func `all websites are exported although a page fails at first`() async throws {
    let outcome = try await export(
      [["a"], ["b"], []], answers: [Self.listPath(2): [.status(502, "502 Bad Gateway"), Self.page(["b"])]])
    #expect(outcome.manifest?.complete == true && outcome.manifest?.tenants.map(\.tenantId) == ["a", "b"])
  }

  @Test(arguments: [1, 4])
  func `all websites are exported although the list seems to end once after a page with status 206`(workers: Int)
    async throws
  {
    let outcome = try await export(
      [["a"], ["b"], []], statuses: [206],
      answers: [Self.listPath(2): [Self.page([]), Self.page(["b"])]], workers: workers)
    #expect(outcome.manifest?.complete == true && outcome.manifest?.tenants.map(\.tenantId) == ["a", "b"])
  }

  @Test(arguments: [[206, 206], [200, 206]])
  func `the known websites are exported if a status denies the end of the list`(
    statuses: [Int]
  ) async throws {
    let outcome = try await export([["a", "b"], []], statuses: statuses)
    let manifest = try #require(outcome.manifest)
    #expect(!manifest.complete && manifest.tenants.map(\.status) == [.complete, .complete])
    #expect(manifest.sources.first?.missing.count == 1)
    #expect(manifest.sources.first?.missing.first?.reason.contains("status 206") == true)
    #expect(manifest.statistics.retries["contradiction"] == (statuses[1] == 206 ? 2 : nil))
  }

  @Test func `the websites before a page with a duplicate are exported`() async throws {
    let outcome = try await export([["a"], ["b", "c", "b"], []])
    let missing = try #require(outcome.manifest?.sources.first?.missing.first)
    #expect(missing.part.contains("page 2") && missing.reason.contains("is there twice"), "\(missing)")
  }

  @Test func `the websites before a page that calls itself a range are exported`() async throws {
    var page = Self.page(["b"])
    page.headers["content-range"] = "items 0-0/7"
    let outcome = try await export([["a"], ["b"], []], answers: [Self.listPath(2): [page, page, page]])
    #expect(outcome.manifest?.tenants.map(\.tenantId) == ["a"])
    #expect(outcome.manifest?.sources.first?.missing.first?.reason.contains("Content-Range") == true)
  }

  @Test func `the websites before a page that keeps failing are exported, and the page is named`() async throws {
    let outcome = try await export(
      [["a"], ["b"], []], answers: [Self.listPath(2): Array(repeating: .status(502, "502 Bad Gateway"), count: 6)])
    let manifest = try #require(outcome.manifest)
    #expect(!manifest.complete && manifest.tenants.map(\.tenantId) == ["a"])
    let missing = try #require(manifest.sources.first?.missing.first)
    #expect(missing.part.contains("page 2") && missing.reason.contains("502 Bad Gateway"), "\(missing)")
  }

  @Test(arguments: [
    (Response.status(502, "502 Bad Gateway"), Int32(69)),
    (.status(401, #"{"error":true,"reason":"invalid_session"}"#), 77),
    (.status(403, #"{"error":true,"reason":"restricted_route_tier","data":{}}"#), 77), (.body("<html>"), 65),
    (.body(#"{"error":false,"data":[{"website_id":true}]}"#), 65), (.body(#"{"error":false,"data":[{}]}"#), 65),
    (.body(#"{"error":false,"data":[{"website_id":"../x"}]}"#), 65), (.body(#"{"error":false,"data":{}}"#), 65),
    (.status(404, #"{"error":true,"reason":"not_found","data":{"message":"the route does not exist"}}"#), 78),
  ])
  func `a list that cannot be read fails the run`(answer: Response, exitCode: Int32) async throws {
    let outcome = try await export([[]], answers: [Self.listPath(1): Array(repeating: answer, count: 6)])
    #expect(outcome.error?.code.exitCode == exitCode, "\(outcome.error as Any)")
    #expect(outcome.requests.dropFirst().allSatisfy { $0 == Self.listPath(1) })
  }

  @Test func `a list without websites is an error unless it is accepted`() async throws {
    #expect(try await export([[]]).error?.code.exitCode == 77)
    let outcome = try await export([[]], flags: ["allow-empty"])
    #expect(outcome.manifest?.complete == true && outcome.manifest?.tenants.isEmpty == true)
  }

  @Test func `a website that was unsubscribed meanwhile fails alone`() async throws {
    let gone = Response.status(404, #"{"error":true,"reason":"not_subscribed","data":{}}"#)
    let outcome = try await export([["a", "b", "c"], []], answers: ["/v1/website/b/operators/list": [gone]])
    let manifest = try #require(outcome.manifest)
    #expect(!manifest.complete && manifest.tenants.map(\.status) == [.complete, .failed, .complete])
    #expect(manifest.tenants[1].error?.reason == "not_subscribed")
    #expect(outcome.rows.column("tenant_id", of: .resources) == ["a", "c"])
  }

  @Test func `the first failed website ends the run on request`() async throws {
    let gone = Response.status(404, #"{"error":true,"reason":"not_subscribed","data":{}}"#)
    let outcome = try await export([["a", "b"], []], answers: ["/v1/website/b/operators/list": [gone]]) {
      $0.failsFast = true
    }
    #expect(outcome.error?.code.exitCode == 77 && outcome.error?.tenant?.id == "b" && outcome.manifest == nil)
  }
}
