import Rollcall
import RollcallSimulator

/// A small export whose instructions and allocations are counted.
struct CountedWorkload: Sendable {
  let name: String
  let service: ServiceDefinition
  let format: OutputFormat
  /// The settings that name the only tenant, and what is not measured.
  let own: [(name: String, value: String)]
  /// The scenario of a size: the number of operators or agents.
  let scenario: @Sendable (Int) -> Scenario

  static let all = [
    CountedWorkload(name: "crisp-csv", service: .crisp, format: .csv, own: website) { .oneWebsite(operators: $0) },
    CountedWorkload(name: "crisp-jsonl", service: .crisp, format: .jsonLines, own: website) {
      .oneWebsite(operators: $0)
    },
    CountedWorkload(name: "chatwoot-csv", service: .chatwoot, format: .csv, own: [("chatwoot-account-id", "1")]) {
      .chatwoot(agents: $0, teams: 20, teamMembers: $0 / 10)
    },
  ]

  private static let website = [
    (name: "crisp-website-id", value: Scenario.websiteID()), (name: "crisp-inboxes", value: "never"),
  ]

  static func named(_ name: String) throws -> CountedWorkload {
    guard let workload = all.first(where: { $0.name == name }) else {
      throw Failure("there is no workload \(name): \(all.map(\.name).joined(separator: ", "))")
    }
    return workload
  }

  /// The settings to reach the simulator or its recording, and to export one tenant from it.
  func settings(baseURL: String) -> SettingValues {
    var settings = SettingValues()
    for (name, value) in scenario(0).exportSettings(at: baseURL) + own {
      settings.set(name, to: value, from: .environment)
    }
    return settings
  }
}
