import Foundation
import RollcallCurl
import RollcallSimulator
import RollcallTestSupport
import Testing

@testable import Rollcall

/// The three kinds of Crisp token.
@Suite(.timeLimit(.minutes(5))) struct `Tiers of Crisp tokens` {
  private static let scenario = Scenario.manyWebsites(2, operatorsEach: 5)

  private func export(
    _ scenario: Scenario, tier: String
  ) async throws -> (manifest: Manifest?, error: RollcallError?, requests: [LoggedRequest]) {
    let services = try SimulatedServices(scenario)
    let simulator = services.simulator
    let settings = SettingValues(services.crispSettings.merging(["crisp-api-tier": tier]) { $1 })
    let service = try ServiceDefinition.crisp.make(settings)
    return try await withScratchFolder { folder in
      let configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
      do {
        let manifest = try await CurlTransport.withTransport { transport in
          try await ExportPipeline(services: [service], transport: transport, configuration: configuration).run()
        }
        return (manifest, nil, simulator.requests)
      } catch let error as RollcallError {
        return (nil, error, simulator.requests)
      }
    }
  }

  @Test(arguments: [
    (CrispToken.Tier.pluginProduction, "plugin"), (.pluginDevelopment, "plugin"), (.website, "website"),
    (.user, "user"),
  ])
  func `a token of any tier exports the websites within its reach`(tier: CrispToken.Tier, name: String) async throws {
    var scenario = Self.scenario
    scenario.crisp.tokens[0].tier = tier
    scenario.crisp.tokens[0].reach = .websites([scenario.crisp.websites[0].id])
    let outcome = try await export(scenario, tier: name)
    let manifest = try #require(outcome.manifest, "\(outcome.error as Any)")
    #expect(manifest.tenants.map(\.status) == [.complete, .failed] && manifest.sources.first?.tier == name)
    #expect(outcome.requests.allSatisfy { $0.headers["x-crisp-tier"] == name })
  }

  @Test(arguments: ["plugin", "website", "user"])
  func `a token that is sent under another tier is refused, with advice about the tier`(name: String) async throws {
    var scenario = Self.scenario
    scenario.crisp.tokens[0].tier = name == "website" ? .pluginProduction : .website
    let error = try #require(try await export(scenario, tier: name).error)
    #expect(error.reason == "invalid_session" && error.code.exitCode == 77)
    #expect(error.advice?.contains("--crisp-api-tier") == true)
  }

  @Test(arguments: ["website", "user"]) func `a token of another tier than plugin cannot list all websites`(
    tier: String
  ) {
    var settings = SettingValues()
    settings.set("crisp-api-identifier", to: "identifier", from: .environment)
    settings.set("crisp-api-key", to: "key-of-crisp", from: .environment)
    settings.set("crisp-all-websites", to: "true", from: .flag)
    settings.set("crisp-api-tier", to: tier, from: .flag)
    let error = #expect(throws: SettingError.self) { try ServiceDefinition.crisp.make(settings) }
    #expect(error?.message.contains("crisp-api-tier is \(tier)") == true && error?.isUsage == false)
  }
}
