/// One Crisp website or one Chatwoot account: the unit of failure, of resume and of sharding.
public struct Tenant: Sendable, Hashable {
  /// The service's name, as in the `service` column.
  public let service: String
  /// Where the service runs, as in the `instance` column: two Chatwoot installations both have an account 1.
  public let instance: String
  /// The service's id of the website or account.
  public let id: String

  /// Names a tenant.
  public init(service: String, instance: String, id: String) {
    self.service = service
    self.instance = instance
    self.id = id
  }
}
