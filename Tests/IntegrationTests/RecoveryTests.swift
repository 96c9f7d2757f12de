import Foundation
import Rollcall
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Recovery of a disturbed export` {
  /// Some pages small, and one of several blocks and batches.
  private static var scenario: Scenario {
    var scenario = Scenario.manyWebsites(5, operatorsEach: 12)
    scenario.crisp.websites[1].operators = .generated(count: 3_000)
    scenario.crisp.websites[1].pendingInvitations = 3
    scenario.crisp.websites[1].unknownRoles = true
    return scenario
  }

  private static let longList = "/v1/website/\(Scenario.websiteID(index: 1))/operators/list"

  /// Runs with and without the faults and expects the same files.
  ///
  /// - Parameter libcurlMayRetry: whether a kept connection may end before a single byte, upon which libcurl asks again
  ///   on a new one and tells nobody.
  private func expectRecovery(
    from faults: [FaultRule], retries: [String: Int], libcurlMayRetry: Bool = false, workers: Int = 4,
    waited: Double = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let undisturbed = SimulatedExport(Self.scenario, in: try ScratchFolder())
    var disturbed = SimulatedExport(Self.scenario, faults: faults, in: try ScratchFolder())
    disturbed.configuration.workers = workers
    let before = try await undisturbed.run()
    let calm = try #require(before.manifest)
    // The rows name the instance.
    disturbed.port = before.port
    let outcome = try await disturbed.run()
    let manifest = try #require(outcome.manifest, "\(outcome.error as Any)", sourceLocation: sourceLocation)
    let requests = 10 + retries.values.reduce(0, +)
    #expect(manifest.complete && outcome.requests.count == requests, sourceLocation: sourceLocation)
    if libcurlMayRetry {
      #expect(manifest.statistics.requests <= requests, sourceLocation: sourceLocation)
    } else {
      #expect(manifest.statistics.requests == requests, sourceLocation: sourceLocation)
      #expect(manifest.statistics.retries == retries, sourceLocation: sourceLocation)
    }
    #expect(manifest.statistics.pausedSeconds >= waited, sourceLocation: sourceLocation)
    #expect(manifest.tenants.map(\.rows) == calm.tenants.map(\.rows), sourceLocation: sourceLocation)
    let tables = try disturbed.folder.tables()
    let isSame = try tables == undisturbed.folder.tables()
    #expect(isSame && tables.count == 8, sourceLocation: sourceLocation)
  }

  /// Inside the head of the list, in the first batch, behind blocks that were written already, and in the last bytes.
  @Test(arguments: [0, 1, 40, 5_000, 300_000, 700_000])
  func `an export recovers from a reset after some bytes`(bytes: Int) async throws {
    try await expectRecovery(
      from: [FaultRule(.resetAfter(bytes: bytes), on: .exact(Self.longList))], retries: ["connection lost": 1])
  }

  @Test(arguments: [1, 4])
  func `an export recovers from truncated bodies, with and without chunks`(workers: Int) async throws {
    try await expectRecovery(
      from: [
        FaultRule(.truncatedBody(bytes: 650_000), on: .exact(Self.longList)),
        FaultRule(.truncatedChunks(bytes: 400_000), on: .exact(Self.longList), fromRequest: 2),
        FaultRule(.truncatedBody(bytes: 10), on: .exact("/v1/website/\(Scenario.websiteID(index: 3))")),
      ], retries: ["connection lost": 3], workers: workers)
  }

  @Test func `an export recovers from connections that end before the response`() async throws {
    try await expectRecovery(
      from: [
        FaultRule(.resetBeforeResponse, on: .suffix("/list"), times: 2),
        FaultRule(.closeBeforeResponse, on: .exact("/v1/website/\(Scenario.websiteID())")),
      ], retries: ["connection lost": 3], libcurlMayRetry: true)
  }

  @Test func `an export waits as long as a limit demands`() async throws {
    try await expectRecovery(
      from: [FaultRule(.crispError(429, "rate_limited", retryAfter: .seconds(1)), on: .suffix("/list"))],
      retries: ["429": 1], waited: 0.9)
  }

  @Test func `an export recovers from every kind of limit`() async throws {
    try await expectRecovery(
      from: [
        FaultRule(.status(420), on: .exact(Self.longList)),
        FaultRule(.html(423), on: .exact(Self.longList), fromRequest: 2),
        FaultRule(.text(429, "slow down", retryAfter: .text("soon")), on: .exact(Self.longList), fromRequest: 3),
      ], retries: ["420": 1, "423": 1, "429": 1])
  }

  @Test func `an export recovers from an API that is down for a while`() async throws {
    try await expectRecovery(
      from: [
        FaultRule(.status(503, retryAfter: .date(secondsFromNow: 3)), on: .exact(Self.longList), times: 2),
        FaultRule(.crispOffline, on: .exact("/v1/website/\(Scenario.websiteID(index: 2))/operators/list")),
        FaultRule(.html(504), on: .exact("/v1/website/\(Scenario.websiteID(index: 4))")),
      ], retries: ["502": 1, "503": 2, "504": 1])
  }

  @Test func `unusual framing does not disturb an export`() async throws {
    try await expectRecovery(
      from: [
        FaultRule(.chunked, on: .exact(Self.longList)),
        FaultRule(.slowBody(bytes: 200_000, pause: .milliseconds(5)), on: .exact(Self.longList), fromRequest: 2),
        FaultRule(.contentType("text/html"), on: .exact("/v1/website/\(Scenario.websiteID())/operators/list")),
        FaultRule(.delay(.milliseconds(100)), on: .exact("/v1/website/\(Scenario.websiteID(index: 0))")),
      ], retries: [:])
  }

  @Test(arguments: [1, 2, 8])
  func `an undisturbed export is the same for any number of workers`(workers: Int) async throws {
    try await expectRecovery(from: [], retries: [:], workers: workers)
  }
}
