import RollcallSimulator

extension SimulatedServices {
  /// The settings of a user of Crisp, who exports all websites of the scenario by their ids, without sub-inboxes.
  package var crispSettings: [String: String] {
    [
      "crisp-base-url": simulator.baseURL, "crisp-api-identifier": CrispToken.demoIdentifier,
      "crisp-api-key": CrispToken.demoKey, "crisp-inboxes": "never",
      "crisp-website-id": scenario.crisp.websites.map(\.id).joined(separator: ","),
    ]
  }

  /// The same as variables of the environment.
  package var crisp: [String: String] { Self.variables(crispSettings) }
}
