/// The search for a tenant's places in its resources and entitlements.
struct TenantPlaces {
  private var tenant: AccessTenant
  /// The resources of which membership lets people read, by type and id.
  private var permissions: Set<String> = []
  private var hasInboxes = false
  private var parser = ParserBox()

  /// The number of the tenant's own place, which is the first one; `nil` if it is none.
  private(set) var ownPlace: Int?
  /// The places that have members, with their numbers.
  private(set) var withMembers: [(number: Int, place: AccessPlace)] = []

  private static let team = "team"
  private static let inbox = "inbox"

  init(_ tenant: AccessTenant) { self.tenant = tenant }

  /// A parser, which cannot be copied, in a value that can.
  private final class ParserBox { var parser = JSONParser() }

  mutating func takeEntitlement(_ row: Row) {
    let columns = EntitlementColumns.shared
    guard let type = row.text(columns.type), let id = row.text(columns.id),
      row.text(columns.slug) == ReadingRules.memberAccess, row.text(columns.purpose) == Purpose.permission.rawValue
    else { return }
    permissions.insert("\(type):\(id)")
  }

  mutating func takeResource(_ row: Row) {
    let columns = ResourceColumns.shared
    guard let type = row.text(columns.type), let id = row.text(columns.id) else { return }
    let place = AccessPlace(type: type, id: id, name: row.text(columns.name))
    switch type {
    case Self.inbox:
      hasInboxes = true
      if tenant.rules.reading.hasOpenInboxes, parser.parser.attribute("open", of: row[columns.attributes]) == "true" {
        tenant.openInboxes.append(place)
      } else {
        append(place)
      }
    case Self.team:
      if permissions.contains(place.key) { append(place) } else { tenant.closedPlaces.append(place) }
    default:
      if tenant.name == nil { tenant.name = place.name }
      // Whether the tenant itself is a place is known only after its inboxes.
      tenant.places.insert(place, at: 0)
    }
  }

  private mutating func append(_ place: AccessPlace) { tenant.places.append(place) }

  /// Ends the resources.
  mutating func finish() -> AccessTenant {
    tenant.lacksInboxes = (tenant.report.missing + tenant.report.omitted)
      .contains { $0.part == "inboxes" && $0.resourceId == nil }
    let isOwn = tenant.places.first.map { $0.type == tenant.rules.tenantType } ?? false
    if isOwn {
      if tenant.rules.reading.everyRoleReadsTenant || !hasInboxes {
        ownPlace = 0
      } else {
        tenant.closedPlaces.append(tenant.places.removeFirst())
      }
    }
    withMembers = tenant.places.enumerated().filter { $0.offset != ownPlace }.map { ($0.offset, $0.element) }
    return tenant
  }
}

/// The places of the columns of a resource.
struct ResourceColumns: Sendable {
  static let shared = ResourceColumns()

  let type = Table.resources.index(of: "resource_type")
  let id = Table.resources.index(of: "resource_id")
  let name = Table.resources.index(of: "display_name")
  let parentType = Table.resources.index(of: "parent_resource_type")
  let parentID = Table.resources.index(of: "parent_resource_id")
  let attributes = Table.resources.index(of: "attributes")
}

/// The places of the columns of an entitlement.
struct EntitlementColumns: Sendable {
  static let shared = EntitlementColumns()

  let key = Table.entitlements.index(of: "entitlement_id")
  let type = Table.entitlements.index(of: "resource_type")
  let id = Table.entitlements.index(of: "resource_id")
  let slug = Table.entitlements.index(of: "slug")
  let name = Table.entitlements.index(of: "display_name")
  let description = Table.entitlements.index(of: "description")
  let purpose = Table.entitlements.index(of: "purpose")
}
