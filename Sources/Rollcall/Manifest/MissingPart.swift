/// A missing part, and the reason.
public struct MissingPart: Sendable, Codable, Equatable {
  /// The name of the part.
  public var part: String
  /// The type of the resource that the part belongs to; `nil` if it belongs to no single one.
  @Nullable public var resourceType: String?
  /// The id of that resource.
  @Nullable public var resourceId: String?
  /// The reason.
  public var reason: String

  init(part: TenantPart, reason: String) {
    self.part = part.name
    resourceType = part.resource?.type
    resourceId = part.resource?.id
    self.reason = reason
  }
}

/// A part that a tenant, or a list of tenants, may lack.
///
/// A literal names a part that belongs to no single resource.
package struct TenantPart: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The name in the manifest.
  package let name: String
  /// The resource that the part belongs to.
  let resource: Resource?

  /// A resource, as named in the tables.
  struct Resource: Sendable, Hashable {
    let type: String
    let id: String
  }

  init(_ name: String, of resource: Resource?) {
    self.name = name
    self.resource = resource
  }

  package init(stringLiteral name: String) { self.init(name, of: nil) }
}
