/// A receiver of what a snapshot says of who can read what: tenant by tenant, in each place by place, in each person by
/// person.
protocol AccessReceiver: ~Copyable {
  /// A tenant begins; its places are known.
  mutating func begin(_ tenant: AccessTenant) throws(RollcallError)
  /// An operator of the tenant, once each, in the order of the table.
  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError)
  /// A place begins. Tenants' own places are told between the operators.
  mutating func begin(_ place: AccessPlace) throws(RollcallError)
  /// A person reads the conversations of the place.
  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError)
  /// The tenant ends.
  mutating func end(_ tenant: AccessTenant) throws(RollcallError)
}

extension AccessReceiver where Self: ~Copyable {
  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {}
  mutating func begin(_ place: AccessPlace) throws(RollcallError) {}
}

/// What a person may do in a place, and through what.
struct Access: Sendable, Equatable {
  /// The role, `member` or `custom`; `nil` for an invitation without a role.
  let name: String?
  /// Through what, as in `member of inbox 3`.
  let way: String
  /// Whether it comes from the leading role of the tenant.
  let isLeading: Bool
}

/// Whether an operator counts among the people who can read, and if not, why.
enum AccessStanding: Sendable, Equatable {
  /// The person reads at least one place.
  case reads(isLeading: Bool)
  /// The person was invited and has not accepted.
  case invited
  /// The person left, and memberships are left.
  case left
  /// The person has no role that reads, and is a member of no place.
  case nowhere
  /// What the person's role lets people read is unknown, and the person is a member of no place.
  case unknownRole
  /// What the person reads is unknown, since not all inboxes, or not all of their members, were read.
  case unknownMemberships
}
