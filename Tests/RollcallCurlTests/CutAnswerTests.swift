import Foundation
import RollcallCurl
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Answers that are cut off at every byte, head included, over real sockets: each is asked for again, and not one is
/// taken for whole.
@Suite(.timeLimit(.minutes(10))) struct `Responses that are cut off` {
  /// Longer than any answer of the server, which are less than a kilobyte.
  private static let bytes = 900

  /// How an answer is framed, and how it is cut.
  @Test(arguments: ["l-r", "c-f", "n-f", "c-r"])
  func `a response that is cut at any byte is requested again, and nothing is missing in the end`(kind: String)
    async throws
  {
    // Under a sanitizer everything takes ten times as long.
    let step = ProcessInfo.processInfo.environment["ROLLCALL_TEST_SANITIZER"] == nil ? 1 : 9
    try await withServer(script: "cutting.py") { server in
      let counts = stride(from: 0, to: Self.bytes, by: step)
      let websites = counts.map { count in "\(kind)-\(String(repeating: "0", count: 4 - "\(count)".count))\(count)" }
      let cut = try await Self.export(websites, from: server)
      let cuts = try await Self.cuts(server)
      // Now that each path was asked for, all answers are whole.
      let whole = try await Self.export(websites, from: server)
      #expect(try await Self.cuts(server) == cuts)
      #expect(cut.manifest.complete && cut.manifest.tenants.count == websites.count)
      #expect(cut.manifest.tenants.allSatisfy { $0.rows["operators"] == 3 && $0.rows["grants"] == 3 })
      let isSame = cut.files == whole.files
      #expect(isSame && cut.files.count == 4)
      // A website's page and its list; some websites have a number behind the end of their answers.
      #expect(cuts > 2 * websites.count / 4 && cuts <= 2 * websites.count && whole.manifest.statistics.retries.isEmpty)
      // If a kept connection ends within the answer's first line, libcurl itself asks again on a new one, and tells
      // nobody: that line has 17 bytes, and a website two answers.
      let retries = cut.manifest.statistics.retries.values.reduce(0, +)
      #expect(retries <= cuts && retries >= cuts - 2 * 17, "\(retries) of \(cuts): \(cut.manifest.statistics.retries)")
      print("\(kind): \(cuts) answers cut, asked for again: \(cut.manifest.statistics.retries)")
    }
  }

  private static func cuts(_ server: TestServer) async throws -> Int {
    let text = try await get("\(server.baseURL)/cuts").text
    return try #require(Int(text.trimmingCharacters(in: .whitespaces)))
  }

  private static func export(
    _ websites: [String], from server: TestServer
  ) async throws -> (manifest: Manifest, files: [String: [UInt8]]) {
    let settings = SettingValues([
      "crisp-base-url": server.baseURL, "crisp-api-identifier": "identifier", "crisp-api-key": "key",
      "crisp-website-id": websites.joined(separator: ","), "crisp-inboxes": "never",
    ])
    let folder = try ScratchFolder()
    var configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
    configuration.snapshotAt = Timestamp(rfc3339: "2026-11-01T00:00:00Z")
    configuration.workers = 8
    let service = try ServiceDefinition.crisp.make(settings)
    let manifest = try await CurlTransport.withTransport { [configuration] transport in
      try await ExportPipeline(
        services: [service], transport: transport, configuration: configuration, generator: NoWaits()
      )
      .run()
    }
    return (manifest, try folder.tables())
  }
}

/// Chance at its best: no back-off waits at all.
private struct NoWaits: RandomNumberGenerator, Sendable {
  // Nearly nothing; of zeros alone no random number can be made.
  func next() -> UInt64 { 1 << 10 }
}
