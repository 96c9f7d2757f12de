import Gzip

/// What a run must have in common with an interrupted one to go on where that one stopped: whatever has a bearing on the
/// content of the snapshot. Secrets have none, nor has how fast it goes.
struct ExportIdentity: Codable, Equatable, Sendable {
  /// The Rollcall that runs.
  var rollcallVersion = RollcallVersion.current
  /// The zlib that compresses, since another one's bytes may differ; `nil` if it is not known.
  var zlibVersion: String? = GzipMember.libraryVersion
  /// The services in their order.
  var services: [String]
  /// What was set or goes without saying, by the names of the settings.
  var settings: [String: String]

  /// - Parameter options: the settings that were given.
  init(services: [String], options: [String: String]) {
    self.services = services
    let declarations =
      ServiceDefinition.all.filter { services.contains($0.name) }.flatMap(\.settings) + ExportConfiguration.settings
    settings = [:]
    for declaration in declarations where declaration.bearsOnContent && declaration.secrecy == .open {
      settings[declaration.name] = options[declaration.name] ?? declaration.defaultText
    }
  }

  /// What the run had that wrote the manifest.
  init(of manifest: Manifest) {
    self.init(services: manifest.sources.map(\.service), options: manifest.run.options)
    rollcallVersion = manifest.rollcallVersion
    zlibVersion = nil
  }

  /// What is different in `other`, in words; `nil` if nothing is.
  func difference(from other: ExportIdentity) -> String? {
    if rollcallVersion != other.rollcallVersion {
      return "the version of rollcall was \(rollcallVersion) and is \(other.rollcallVersion)"
    }
    if let zlibVersion, let now = other.zlibVersion, zlibVersion != now {
      return "the version of zlib was \(zlibVersion) and is \(now)"
    }
    if services != other.services {
      return "the services were \(services.joined(separator: ", ")) and are \(other.services.joined(separator: ", "))"
    }
    for name in Set(settings.keys).union(other.settings.keys).sorted() where settings[name] != other.settings[name] {
      return "\(name) was \(settings[name] ?? "not set") and is \(other.settings[name] ?? "not set")"
    }
    return nil
  }
}
