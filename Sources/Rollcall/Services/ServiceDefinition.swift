/// The definition of a service: its name, its settings, and the way to make it from them.
public struct ServiceDefinition: Sendable {
  /// The name on the command line and in the `service` column.
  public let name: String
  /// The service's own settings, all starting with its name.
  public let settings: [SettingDeclaration]
  /// The setting that selects all tenants.
  package let allTenants: SettingDeclaration
  /// Arguments of an export, and the result of each, for the help.
  package let examples: [(arguments: String, meaning: String)]
  /// The rules for the service's rows.
  let rules: AccessRules
  /// Makes the service, or throws `SettingError`.
  package let make: @Sendable (SettingValues) throws -> any Service

  /// All services.
  public static let all: [ServiceDefinition] = [.crisp, .chatwoot]

  /// The services of which a setting is set.
  public static func configured(in values: SettingValues) -> [ServiceDefinition] {
    all.filter { service in service.settings.contains { values.texts(of: $0) != nil } }
  }
}

/// The rules for the rows of a service, by which a verification checks them.
struct AccessRules: Sendable {
  /// The type of the tenant's own resource.
  let tenantType: String
  /// The slugs of the entitlements that every tenant has.
  let entitlements: [String]
  /// Whether an invited person already holds the grant of the role.
  let pendingHoldsGrants: Bool
  /// What the slugs of entitlements begin with that a tenant offers beside its roles, to people who have a role.
  var extraPrefix: String?
  /// How the rows say who can read.
  let reading: ReadingRules
  /// What a version enforces; `nil` for one that is not known.
  var ofVersion: @Sendable (String?) -> VersionRules = { _ in VersionRules() }

  /// The rules of a service; `nil` if there is no such service.
  static func of(_ service: String) -> AccessRules? { ServiceDefinition.all.first { $0.name == service }?.rules }
}
