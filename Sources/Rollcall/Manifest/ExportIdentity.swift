import Gzip

/// What a run must have in common with an interrupted one to go on where that one stopped: whatever decides what is in
/// the snapshot. Secrets do not, nor does how fast it goes.
///
/// It is made of what the services and the configuration are, and not of what was typed.
struct ExportIdentity: Codable, Equatable, Sendable {
  /// The Rollcall that runs.
  var rollcallVersion = RollcallVersion.current
  /// The zlib that compresses, since another one's bytes may differ.
  var zlibVersion = GzipMember.libraryVersion
  /// The services in their order.
  var services: [String]
  /// The settings that decide, by their names, each value written in one way.
  var settings: [String: String]

  init(services: [String], settings: [String: String]) {
    self.services = services
    self.settings = settings
  }

  /// What is different in `other`, in words; `nil` if nothing is.
  func difference(from other: ExportIdentity) -> String? {
    if rollcallVersion != other.rollcallVersion {
      return "the version of rollcall was \(rollcallVersion) and is \(other.rollcallVersion)"
    }
    if zlibVersion != other.zlibVersion {
      return "the version of zlib was \(zlibVersion) and is \(other.zlibVersion)"
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
