import Gzip

/// The identity of a run: everything that decides the content of its snapshot, and that a resumed run must have in
/// common with the interrupted one. Secrets and speed are not part of it.
///
/// It is made from the services and the configuration, not from what was typed.
struct ExportIdentity: Codable, Equatable, Sendable {
  /// The version of Rollcall.
  var rollcallVersion = RollcallVersion.current
  /// The version of zlib, since the bytes of another one may differ.
  var zlibVersion = DeflateLibrary.zlib.version
  /// The version of ISA-L and its code for this kind of processor, if it compresses; `nil` if it does not.
  var isal: String?
  /// The services in their order.
  var services: [String]
  /// The settings that decide, by name, with each value written in one way.
  var settings: [String: String]

  init(services: [String], settings: [String: String]) {
    self.services = services
    self.settings = settings
  }

  /// The difference of a moment in the rows from the one that is wanted, in words; `nil` if any is wanted, or this one.
  static func difference(from snapshotAt: Timestamp, wanted: Timestamp?) -> String? {
    guard let wanted, wanted != snapshotAt else { return nil }
    return "snapshot-at was \(snapshotAt) and is \(wanted)"
  }

  /// The first difference from `other`, in words; `nil` if there is none.
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
    if isal != other.isal {
      return "ISA-L was \(isal ?? "not used") and is \(other.isal ?? "not used"), which gives other bytes"
    }
    return nil
  }
}
