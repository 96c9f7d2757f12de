/// The type of a column's values.
public enum ColumnType: String, Sendable, Codable {
  /// UTF-8 text.
  case string
  case boolean
  /// RFC 3339 in UTC with milliseconds, as in `2026-11-01T00:00:00.000Z`.
  case timestamp
  /// A JSON object.
  case json
}

/// A column of a table: its name, type and description.
public struct Column: Sendable, Equatable {
  /// The name in the CSV header, in JSON Lines objects and in the manifest.
  public let name: String
  /// The type of the values.
  public let type: ColumnType
  /// Whether a value may be missing.
  public let isNullable: Bool
  /// The description for the manifest, in one sentence.
  public let description: String

  package init(_ name: String, _ type: ColumnType = .string, nullable: Bool = false, about description: String) {
    self.name = name
    self.type = type
    self.isNullable = nullable
    self.description = description
  }
}

extension Column {
  /// The columns with which every row starts.
  static let leading = [
    Column("snapshot_at", .timestamp, about: "When the snapshot was taken; the same in all of its rows."),
    Column("service", about: "The service the row was read from: crisp or chatwoot."),
    Column("instance", about: "Where the service runs: the origin of its base URL, as in https://chat.example.com."),
    Column("tenant_id", about: "The Crisp website or Chatwoot account."),
  ]

  static let operators = [
    Column("operator_id", about: "The service's id of the person, or email:<address> for an invitation without one."),
    Column("email", nullable: true, about: "The e-mail address the person signs in with."),
    Column("display_name", nullable: true, about: "The name shown to colleagues."),
    Column("first_name", nullable: true, about: "The first name (Crisp)."),
    Column("last_name", nullable: true, about: "The last name (Crisp)."),
    Column("title", nullable: true, about: "The job title in this tenant (Crisp)."),
    Column("role", nullable: true, about: "The role in this tenant, as the service names it."),
    Column("status", about: "enabled, disabled or deleted."),
    Column("status_detail", nullable: true, about: "Why the status is not enabled, as in pending."),
    Column("two_factor_enabled", .boolean, nullable: true, about: "Whether two-factor sign-in is on (Crisp)."),
    Column("availability", nullable: true, about: "Presence at the time of reading; changes from minute to minute."),
    Column("last_active_at", .timestamp, nullable: true, about: "Last activity, where it was asked for (Crisp)."),
    Column("avatar_url", nullable: true, about: "Where the picture is."),
    Column("attributes", .json, about: "Further fields of the service, keys sorted."),
  ]

  static let resources = [
    Column("resource_type", about: "website, account, team or inbox."),
    Column("resource_id", about: "The service's id of the resource."),
    Column("display_name", nullable: true, about: "The resource's name."),
    Column("parent_resource_type", nullable: true, about: "The type of the resource that this one belongs to."),
    Column("parent_resource_id", nullable: true, about: "The id of the resource that this one belongs to."),
    Column("attributes", .json, about: "Further fields of the service, keys sorted."),
  ]

  static let entitlements = [
    Column("entitlement_id", about: "<resource_type>:<resource_id>:<slug>."),
    Column("resource_type", about: "The type of the resource that offers it."),
    Column("resource_id", about: "The id of the resource that offers it."),
    Column("slug", about: "The entitlement's short name, as in owner."),
    Column("display_name", nullable: true, about: "The entitlement's name."),
    Column("description", nullable: true, about: "What it allows."),
    Column(
      "purpose", about: "permission where it lets people read conversations, or may; assignment where it does not."),
  ]

  static let grants = [
    Column("grant_id", about: "<entitlement_id>:user:<operator_id>."),
    Column("entitlement_id", about: "What is held."),
    Column("resource_type", about: "The type of the resource it is held on."),
    Column("resource_id", about: "The id of the resource it is held on."),
    Column("slug", about: "The entitlement's short name."),
    Column("operator_id", about: "Who holds it."),
    Column("operator_email", nullable: true, about: "The holder's e-mail address."),
  ]
}
