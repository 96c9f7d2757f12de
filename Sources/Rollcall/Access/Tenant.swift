/// One Crisp website or one Chatwoot account: the unit of failure, of resume and of sharding.
public struct Tenant: Sendable, Hashable {
  /// The service's name, as in the `service` column.
  public let service: String
  /// The service's id of the website or account.
  public let id: String

  /// Names a tenant.
  public init(service: String, id: String) {
    self.service = service
    self.id = id
  }
}
