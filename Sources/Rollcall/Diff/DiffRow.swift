/// The subject of a change.
public enum DiffKind: String, Sendable, CaseIterable {
  /// A website or account as a whole.
  case tenant
  /// A person.
  case `operator`
  /// A place, or a part of a tenant.
  case resource
  /// What a place offers.
  case entitlement
  /// What a person holds.
  case grant
}

/// How a subject differs.
public enum DiffChange: String, Sendable, CaseIterable {
  /// Only the newer snapshot has it.
  case added
  /// Only the older snapshot has it.
  case removed
  /// Both have it, and a column differs.
  case changed
  /// Nothing can be said about it.
  case notCompared = "not_compared"
}

/// What a change means for reading conversations.
public enum DiffEffect: String, Sendable, CaseIterable {
  /// An enabled person is new, or came back.
  case joined
  /// An enabled person is gone, or left and still has memberships.
  case left
  /// People can read a place that they could not read.
  case letIn = "let_in"
  /// People can no longer read a place.
  case letOut = "let_out"
  /// A person got the leading role.
  case raised
  /// A person lost the leading role and kept the other one.
  case lowered
  /// A person accepted an invitation or was admitted again.
  case enabled
  /// A person's seat is out of use.
  case disabled
}

/// A row of a diff. Its values are valid during the call that lends them; `nil` is NULL.
public struct DiffRow {
  /// The subject.
  public let kind: DiffKind
  /// How it differs.
  public let change: DiffChange
  /// What that means; `nil` if it means nothing for reading, or nothing certain.
  public internal(set) var effect: DiffEffect?
  /// The person's id.
  public internal(set) var operatorID: UnsafeRawBufferPointer?
  /// The person's e-mail address.
  public internal(set) var operatorEmail: UnsafeRawBufferPointer?
  /// The person's name.
  public internal(set) var displayName: UnsafeRawBufferPointer?
  /// The type of the place.
  public internal(set) var resourceType: UnsafeRawBufferPointer?
  /// The id of the place.
  public internal(set) var resourceID: UnsafeRawBufferPointer?
  /// The name of the place.
  public internal(set) var resourceName: UnsafeRawBufferPointer?
  /// The short name of what is offered or held.
  public internal(set) var slug: UnsafeRawBufferPointer?
  /// The column that differs.
  public internal(set) var column: UnsafeRawBufferPointer?
  /// The older value.
  public internal(set) var old: UnsafeRawBufferPointer?
  /// The newer value, or why there is no comparison.
  public internal(set) var new: UnsafeRawBufferPointer?
  /// What only a text for people shows: the role of a person, or the name of a custom role.
  var note: UnsafeRawBufferPointer?

  init(_ kind: DiffKind, _ change: DiffChange, _ effect: DiffEffect? = nil) {
    self.kind = kind
    self.change = change
    self.effect = effect
  }

  /// Whether the row is one of the contract: entitlements that come and go are only told in texts.
  var isOfContract: Bool { kind != .entitlement || change == .changed }

  /// Whether the row says that something is different.
  var isDifference: Bool { isOfContract && change != .notCompared }
}

extension Schema {
  /// The rows of `rollcall diff`: one for each change.
  ///
  /// The columns of the key are unique together, and NULL where a row has no such thing: `column` and `new` tell the
  /// changes of one subject apart, and the parts that were not compared.
  public static let diff = Schema(
    name: "diff", columns: Column.diff,
    key: Table.tenantKey + ["kind", "operator_id", "resource_type", "resource_id", "slug", "column", "new"])
}

extension Column {
  /// The columns of `Schema.diff`.
  fileprivate static let diff = [
    Column("old_snapshot_at", .timestamp, about: "When the older snapshot was taken."),
    Column("new_snapshot_at", .timestamp, about: "When the newer snapshot was taken."),
    Column("service", about: "The service: crisp or chatwoot."),
    Column("instance", about: "Where the service runs: the origin of its base URL, as in https://chat.example.com."),
    Column("tenant_id", about: "The Crisp website or Chatwoot account."),
    Column("tenant_name", nullable: true, about: "The name of the website or account."),
    Column("kind", about: "tenant, operator, resource, entitlement or grant."),
    Column("change", about: "added, removed, changed or not_compared."),
    Column(
      "effect", nullable: true,
      about: "joined, left, let_in, let_out, raised, lowered, enabled or disabled, where the change means that."),
    Column("operator_id", nullable: true, about: "The service's id of the person."),
    Column("operator_email", nullable: true, about: "The person's e-mail address."),
    Column("display_name", nullable: true, about: "The person's name."),
    Column("resource_type", nullable: true, about: "The type of the place: website, account, team or inbox."),
    Column("resource_id", nullable: true, about: "The service's id of the place."),
    Column("resource_name", nullable: true, about: "The place's name."),
    Column("slug", nullable: true, about: "The short name of the entitlement that is meant or held."),
    Column("column", nullable: true, about: "The column that differs."),
    Column("old", nullable: true, about: "The value in the older snapshot, as text."),
    Column("new", nullable: true, about: "The value in the newer snapshot, as text, or why nothing was compared."),
  ]
}
