/// What a person holds by a role in a tenant, in two bits. Few roles follow each other, so those of the last tenant are
/// remembered.
struct RoleRights {
  /// The role lets its holder read all of the tenant.
  static let readsTenant: UInt64 = 1
  /// The role is the leading one, with which people let themselves in.
  static let leads: UInt64 = 2

  /// The older snapshot's, and the newer one's.
  private var last: [Last] = [Last(), Last()]
  private static let limit = 16

  /// The roles of the last tenant of a snapshot.
  private struct Last {
    var tenant = -1
    var roles: [(name: [UInt8], rights: UInt64)] = []
  }

  /// The rights that a role gives, computed unless they are remembered.
  mutating func rights(
    of role: UnsafeRawBufferPointer, in tenant: Int, isNew: Bool, compute: () -> UInt64
  ) -> UInt64 {
    let side = isNew ? 1 : 0
    if last[side].tenant != tenant { last[side] = Last(tenant: tenant) }
    if let known = last[side].roles.first(where: { role.isEqual(to: $0.name) }) { return known.rights }
    let rights = compute()
    if last[side].roles.count < Self.limit { last[side].roles.append((Array(role), rights)) }
    return rights
  }
}
