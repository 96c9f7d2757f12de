import RollcallTestSupport
import Testing

@testable import Rollcall

/// A service of the registry with tenants that it can be asked about, and the answers that it gives.
///
/// A new service brings its own fixture and a line in `all`; the suite that uses them stays as it is.
struct ServiceFixture: Sendable, CustomTestStringConvertible {
  let definition: ServiceDefinition
  /// The settings for those tenants.
  let settings: SettingValues
  /// The answers to each path.
  let script: [String: [ScriptedTransport.Response]]
  /// Every secret among the settings and the answers: none of it may come out.
  let secrets: [String]

  static let all: [ServiceFixture] = [.crisp(websites: 40, seed: 1), .chatwoot(accounts: 40, seed: 2)]

  var testDescription: String { definition.name }
}
