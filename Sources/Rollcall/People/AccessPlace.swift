/// A place whose conversations people read: a website, an inbox or a team, or an account of which no inbox is known.
struct AccessPlace: Sendable, Equatable {
  /// The type of the resource.
  let type: String
  /// The id of the resource.
  let id: String
  /// The name of the resource, where it has one.
  let name: String?

  /// The place as it is named on a command line, as in `inbox:3`.
  var key: String { "\(type):\(id)" }
}

/// A tenant whose access is being told.
struct AccessTenant: Sendable {
  /// The place in the manifest.
  let index: Int
  /// The manifest's report.
  let report: TenantReport
  /// The name, from the manifest or from the tenant's own resource.
  var name: String?
  /// The rules of the service.
  let rules: AccessRules
  /// The places, in the order of the table of resources.
  var places: [AccessPlace] = []
  /// The inboxes that everyone on the tenant reads, and that are no places of their own.
  var openInboxes: [AccessPlace] = []
  /// The resources through which nobody reads by itself: an account whose inboxes are known, and teams to which
  /// conversations are only assigned.
  var closedPlaces: [AccessPlace] = []
  /// Whether the tenant's inboxes were left out or could not be read.
  var lacksInboxes = false

  /// Whether somebody may be a member of a place without being told so: inboxes, or the members of one, were not read.
  var lacksMembers: Bool { lacksInboxes || report.missing.contains { $0.resourceId != nil } }
}
