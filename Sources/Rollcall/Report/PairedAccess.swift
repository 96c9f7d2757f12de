/// Two receivers of one telling.
struct PairedAccess<First: AccessReceiver & ~Copyable, Second: AccessReceiver & ~Copyable>: AccessReceiver, ~Copyable {
  var first: First
  var second: Second

  init(_ first: consuming First, _ second: consuming Second) {
    self.first = first
    self.second = second
  }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    try first.begin(tenant)
    try second.begin(tenant)
  }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    try first.see(person, standing)
    try second.see(person, standing)
  }

  mutating func begin(_ place: AccessPlace) throws(RollcallError) {
    try first.begin(place)
    try second.begin(place)
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    try first.read(place, person, access)
    try second.read(place, person, access)
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {
    try first.end(tenant)
    try second.end(tenant)
  }
}

/// A receiver that may be missing.
struct OptionalAccess<Receiver: AccessReceiver>: AccessReceiver {
  private(set) var receiver: Receiver?

  init(_ receiver: Receiver?) { self.receiver = receiver }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) { try receiver?.begin(tenant) }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    try receiver?.see(person, standing)
  }

  mutating func begin(_ place: AccessPlace) throws(RollcallError) { try receiver?.begin(place) }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    try receiver?.read(place, person, access)
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) { try receiver?.end(tenant) }
}
