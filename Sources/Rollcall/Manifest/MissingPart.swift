/// A part that is not there, and why.
public struct MissingPart: Sendable, Codable, Equatable {
  /// What is not there.
  public var part: String
  /// The type of the resource that the part is about; `nil` where it is about no single one.
  @Nullable public var resourceType: String?
  /// The id of that resource.
  @Nullable public var resourceId: String?
  /// Why.
  public var reason: String

  init(part: TenantPart, reason: String) {
    self.part = part.name
    resourceType = part.resource?.type
    resourceId = part.resource?.id
    self.reason = reason
  }
}

/// What a tenant, or a list of tenants, may lack.
///
/// A literal names a part that is about no single resource.
package struct TenantPart: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The name in the manifest.
  package let name: String
  /// The resource that it is about.
  let resource: Resource?

  /// A resource, as the tables name it.
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
