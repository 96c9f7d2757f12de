/// The services and settings of a repair: those of the snapshot, where nothing else was given.
extension SnapshotRepair {
  /// The services of the snapshot, in their order.
  ///
  /// - Throws: `RollcallError` if one of them is unknown.
  package func services() throws(RollcallError) -> [ServiceDefinition] {
    var services: [ServiceDefinition] = []
    for name in identity.services {
      guard let service = ServiceDefinition.all.first(where: { $0.name == name }) else {
        throw RollcallError(
          .undecodable, "\(path)/\(SnapshotLayout.manifest) names the service “\(name.quotable)”, which is unknown",
          advice: "use the rollcall that made the snapshot")
      }
      services.append(service)
    }
    return services
  }

  /// The settings of the run.
  ///
  /// A snapshot may come from anywhere, so it never says where a token goes.
  ///
  /// - Parameter given: the settings that were given, which take precedence. A difference is found later.
  /// - Throws: `SettingError` if a setting is missing or wrong.
  package func settings(_ given: SettingValues, for services: [ServiceDefinition]) throws -> SettingValues {
    let declarations = services.flatMap(\.settings) + ExportConfiguration.settings
    var values = given
    func adopt(_ isWanted: (SettingDeclaration, String) -> Bool) {
      for declaration in declarations where values.texts(of: declaration) == nil && !declaration.leadsSecrets {
        guard let text = identity.settings[declaration.name], isWanted(declaration, text) else { continue }
        let alternatives = declarations.filter {
          $0.alternative == declaration.name || declaration.alternative == $0.name
        }
        guard alternatives.allSatisfy({ given.texts(of: $0) == nil }) else { continue }
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
