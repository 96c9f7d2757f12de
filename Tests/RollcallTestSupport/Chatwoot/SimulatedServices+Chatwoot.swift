import RollcallSimulator

extension SimulatedServices {
  /// The settings of a user of Chatwoot, who exports all accounts of the scenario by their ids.
  package var chatwootSettings: [String: String] {
    [
      "chatwoot-base-url": simulator.baseURL, "chatwoot-api-token": ChatwootToken.demoToken,
      "chatwoot-account-id": scenario.chatwoot.accounts.map { "\($0.id)" }.joined(separator: ","),
    ]
  }

  /// The same as variables of the environment.
  package var chatwoot: [String: String] { Self.variables(chatwootSettings) }
}
