// The services and settings of runs that go on with something made before: those with which it was made, where nothing
// else was given.

extension SnapshotRepair {
  /// The services of the snapshot, in their order.
  ///
  /// - Throws: `RollcallError` if one of them is unknown.
  package func services() throws(RollcallError) -> [ServiceDefinition] {
    try ServiceDefinition.named(identity.services, in: "\(path)/\(SnapshotLayout.manifest)")
  }

  /// The settings of the run.
  ///
  /// - Parameter given: the settings that were given, which take precedence. A difference is found later.
  /// - Throws: `SettingError` if a setting is missing or wrong.
  package func settings(_ given: SettingValues, for services: [ServiceDefinition]) throws -> SettingValues {
    try given.adopting(identity.settings, for: services)
  }
}

extension ExportPlan {
  /// The services of the plan, in their order.
  ///
  /// - Throws: `RollcallError` if one of them is unknown.
  package func services() throws(RollcallError) -> [ServiceDefinition] {
    try ServiceDefinition.named(content.services.map(\.service), in: "the plan")
  }

  /// The settings of a shard.
  ///
  /// - Parameter given: the settings that were given, which take precedence. A difference is found later.
  /// - Throws: `SettingError` if a setting is missing or wrong.
  package func settings(_ given: SettingValues, for services: [ServiceDefinition]) throws -> SettingValues {
    try given.adopting(content.options, for: services)
  }
}

extension ServiceDefinition {
  /// The services of these names.
  ///
  /// - Throws: `RollcallError` if one of them is unknown.
  fileprivate static func named(_ names: [String], in file: String) throws(RollcallError) -> [ServiceDefinition] {
    var services: [ServiceDefinition] = []
    for name in names {
      guard let service = all.first(where: { $0.name == name }) else {
        throw RollcallError(
          .undecodable, "\(file) names the service “\(name.quotable)”, which is unknown",
          advice: "use the rollcall that made it")
      }
      services.append(service)
    }
    return services
  }
}

extension SettingValues {
  /// These settings, and for the others those with which something was made before.
  ///
  /// What was made before may come from anywhere, so it never says where a token goes.
  ///
  /// - Parameter recorded: the settings that decide the content, by name.
  /// - Throws: `SettingError` if a setting is missing or wrong.
  func adopting(_ recorded: [String: String], for services: [ServiceDefinition]) throws -> SettingValues {
    let declarations = services.flatMap(\.settings) + ExportConfiguration.settings
    var values = self
    func adopt(_ isWanted: (SettingDeclaration, String) -> Bool) {
      for declaration in declarations where values.texts(of: declaration) == nil && !declaration.leadsSecrets {
        guard let text = recorded[declaration.name], isWanted(declaration, text) else { continue }
        let alternatives = declarations.filter {
          $0.alternative == declaration.name || declaration.alternative == $0.name
        }
        guard alternatives.allSatisfy({ texts(of: $0) == nil }) else { continue }
        values.set(declaration.name, to: text, from: .file)
      }
    }
    adopt { declaration, _ in declaration.defaultText == nil }
    // A default may depend on other settings: it stays if it comes to the same.
    let made = ExportIdentity(
      services: try services.map { try $0.make(values) }, configuration: try ExportConfiguration(settings: values))
    adopt { declaration, text in made.settings[declaration.name] != text }
    return values
  }
}
