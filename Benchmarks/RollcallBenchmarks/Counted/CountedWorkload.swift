import Rollcall
import RollcallSimulator

/// A small export whose instructions and allocations are counted.
struct CountedWorkload: Sendable {
  let name: String
  let service: ServiceDefinition
  let format: OutputFormat
  /// The scenario of a size: the number of operators or agents.
  let scenario: @Sendable (Int) -> Scenario

  static let all = [
    CountedWorkload(name: "crisp-csv", service: .crisp, format: .csv) { .oneWebsite(operators: $0) },
    CountedWorkload(name: "crisp-jsonl", service: .crisp, format: .jsonLines) { .oneWebsite(operators: $0) },
    CountedWorkload(name: "chatwoot-csv", service: .chatwoot, format: .csv) {
      .chatwoot(agents: $0, teams: 20, teamMembers: $0 / 10)
    },
  ]

  static func named(_ name: String) throws -> CountedWorkload {
    guard let workload = all.first(where: { $0.name == name }) else {
      throw Failure("there is no workload \(name): \(all.map(\.name).joined(separator: ", "))")
    }
    return workload
  }

  /// The settings to reach the simulator or its recording.
  func settings(baseURL: String) -> SettingValues {
    var settings = SettingValues()
    settings.set("crisp-base-url", to: baseURL, from: .flag)
    settings.set("crisp-api-identifier", to: CrispToken.demoIdentifier, from: .environment)
    settings.set("crisp-api-key", to: CrispToken.demoKey, from: .environment)
    settings.set("crisp-website-id", to: Scenario.websiteID(), from: .flag)
    settings.set("crisp-inboxes", to: "never", from: .flag)
    settings.set("chatwoot-base-url", to: baseURL, from: .flag)
    settings.set("chatwoot-api-token", to: ChatwootToken.demoToken, from: .environment)
    settings.set("chatwoot-account-id", to: "1", from: .flag)
    return settings
  }
}
