/// A service as the command line knows it: its name, its settings, and how to make it from them.
public struct ServiceDefinition: Sendable {
  /// The name on the command line and in the `service` column.
  public let name: String
  /// The service's own settings, all starting with its name.
  public let settings: [SettingDeclaration]
  /// What the service's rows keep to.
  let rules: AccessRules
  /// Makes the service, or throws `SettingError`.
  package let make: @Sendable (SettingValues) throws -> any Service

  /// Every service there is.
  public static let all: [ServiceDefinition] = [.crisp, .chatwoot]

  /// The services of which a setting was given.
  public static func configured(in values: SettingValues) -> [ServiceDefinition] {
    all.filter { service in service.settings.contains { values.texts(of: $0) != nil } }
  }
}

/// What the rows of a service keep to, for those who check them.
struct AccessRules: Sendable {
  /// The type of the resource that a tenant is itself.
  let tenantType: String
  /// The entitlements that every tenant has, as slugs.
  let entitlements: [String]
  /// Whether somebody who was invited holds the grant of the role already.
  let pendingHoldsGrants: Bool

  /// The rules of a service, if there is such a service.
  static func of(_ service: String) -> AccessRules? { ServiceDefinition.all.first { $0.name == service }?.rules }
}
