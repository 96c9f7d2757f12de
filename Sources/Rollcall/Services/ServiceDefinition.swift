/// A service as the command line knows it: its name, its settings, and how to make it from them.
public struct ServiceDefinition: Sendable {
  /// The name on the command line and in the `service` column.
  public let name: String
  /// The service's own settings, all starting with its name.
  public let settings: [SettingDeclaration]
  /// Makes the service, or throws `SettingError`.
  package let make: @Sendable (SettingValues) throws -> any Service

  /// Every service there is.
  public static let all: [ServiceDefinition] = [.crisp, .chatwoot]
}
