import Foundation
import Rollcall
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Refusals by the service` {
  private static func list(_ index: Int) -> String { "/v1/website/\(Scenario.websiteID(index: index))/operators/list" }

  @Test(arguments: [
    (402, "subscription_upgrade_required"), (403, "not_allowed"), (404, "not_subscribed"), (404, "website_not_found"),
  ])
  func `a website that is refused fails alone`(status: Int, reason: String) async throws {
    try await withScratchFolder { folder in
      var export = SimulatedExport(
        .manyWebsites(3, operatorsEach: 20),
        faults: [FaultRule(.crispError(status, reason), on: .exact(Self.list(1)), times: nil)], in: folder)
      export.configuration.compression = .none
      let outcome = try await export.run()
      let manifest = try #require(outcome.manifest)
      #expect(!manifest.complete && manifest.tenants.map(\.status) == [.complete, .failed, .complete])
      #expect(manifest.tenants[1].error?.code == .refused && manifest.tenants[1].error?.reason == reason)
      #expect(manifest.tenants.map { $0.rows["operators"] } == [20, 0, 20])
      // The website itself could be read, but a tenant is there as a whole or not at all.
      #expect(manifest.tenants.map { $0.rows["resources"] } == [1, 0, 1])
      #expect(outcome.requests.count == 6)
      for (path, data) in try export.folder.tables() {
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains(Scenario.websiteID(index: 2)), "\(path)")
        #expect(!text.contains(Scenario.websiteID(index: 1)), "\(path)")
      }
    }
  }

  @Test func `the refusal of the only website fails the run`() async throws {
    try await withScratchFolder { folder in
      let export = SimulatedExport(
        .oneWebsite(operators: 5), faults: [FaultRule(.crispError(402, "subscription_upgrade_required"), times: nil)],
        in: folder)
      let outcome = try await export.run()
      #expect(outcome.error?.code.exitCode == 77 && outcome.error?.reason == "subscription_upgrade_required")
      #expect(outcome.error?.tenant?.id == Scenario.websiteID())
      #expect(try export.files().isEmpty)
    }
  }

  @Test func `a wrong key ends the run, and the error does not show the key`() async throws {
    try await withScratchFolder { folder in
      var export = SimulatedExport(.manyWebsites(8, operatorsEach: 5), in: folder)
      export.key = "wr0ng-key-wr0ng-key-wr0ng-key"
      let error = try #require(try await export.run().error)
      #expect(error.code == .refused && error.code.exitCode == 77 && error.reason == "invalid_session")
      #expect(!error.description.contains(export.key))
      #expect(try export.files().isEmpty)
    }
  }

  @Test func `a token that is revoked during a run ends it with 77, and a new token resumes it`()
    async throws
  {
    try await withScratchFolder { folder in
      var export = SimulatedExport(.manyWebsites(8, operatorsEach: 5), in: folder)
      export.scenario.crisp.tokens[0].revokedFromRequest = 9
      export.configuration.workers = 1
      let outcome = try await export.run()
      let error = try #require(outcome.error)
      #expect(error.code.exitCode == 77 && error.reason == "invalid_session")
      #expect(error.remains?.contains("4 tenants; the same command with --resume") == true)
      // The websites behind it are not asked for in vain.
      #expect(outcome.requests.count == 9)
      export.scenario.crisp.tokens[0].revokedFromRequest = nil
      export.configuration.remains = .resume
      export.port = outcome.port
      let next = try await export.run()
      #expect(next.manifest?.complete == true && next.manifest?.tenants.count == 8 && next.requests.count == 8)
    }
  }

  @Test func `a used-up daily quota ends the run as limited, and the next day resumes it`() async throws {
    try await withScratchFolder { folder in
      var export = SimulatedExport(.manyWebsites(8, operatorsEach: 5), in: folder)
      export.scenario.crisp.tokens[0].dailyQuota = 9
      export.configuration.maximumRetryTime = .seconds(5)
      export.configuration.workers = 1
      let today = try await export.run()
      let error = try #require(today.error)
      #expect(error.code == .limited && error.code.exitCode == 75)
      #expect(error.remains?.contains("4 tenants; the same command with --resume") == true)
      export.scenario.crisp.tokens[0].dailyQuota = nil
      export.configuration.remains = .resume
      export.port = today.port
      let nextDay = try await export.run()
      #expect(nextDay.manifest?.complete == true && nextDay.manifest?.tenants.count == 8)
      #expect(nextDay.requests.count == 8)
    }
  }

  @Test(arguments: [
    (Fault.crispErrorWithStatus200, RollcallError.Code.unavailable), (.cutBody(bytes: 900), .undecodable),
    (.html(200), .undecodable), (.status(500), .unavailable), (.resetAfter(bytes: 700), .unavailable),
  ])
  func `a website whose response stays broken fails alone`(fault: Fault, code: RollcallError.Code) async throws {
    try await withScratchFolder { folder in
      var export = SimulatedExport(
        .manyWebsites(3, operatorsEach: 20), faults: [FaultRule(fault, on: .exact(Self.list(0)), times: nil)],
        in: folder)
      export.configuration.maximumRetryTime = .seconds(5)
      let outcome = try await export.run()
      let manifest = try #require(outcome.manifest, "\(outcome.error as Any)")
      #expect(manifest.tenants.map(\.status) == [.failed, .complete, .complete])
      #expect(manifest.tenants[0].error?.code == code)
    }
  }

  @Test func `a website that is unsubscribed during a run fails alone`() async throws {
    try await withScratchFolder { folder in
      var export = SimulatedExport(.manyWebsites(3, operatorsEach: 5), in: folder)
      // The first request is for the website, the second for its list.
      export.scenario.crisp.websites[2].unsubscribedFromRequest = 2
      let manifest = try #require(try await export.run().manifest)
      #expect(manifest.tenants.map(\.status) == [.complete, .complete, .failed])
      #expect(manifest.tenants[2].error?.reason == "not_subscribed" && manifest.tenants[2].requests == 2)
    }
  }
}
