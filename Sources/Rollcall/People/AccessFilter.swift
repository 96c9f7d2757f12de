/// The part of the access that was asked for.
struct AccessFilter: Sendable {
  /// The address of the only person, in lower case; `nil` for everyone.
  let email: [UInt8]?
  /// The address as it was given.
  let address: String?
  /// The only place, as in `inbox:3`; `nil` for every place.
  let place: String?

  init(email: String? = nil, place: String? = nil) {
    self.email = email.map { Array($0.utf8).withUnsafeBytes { $0.withFoldedCase { Array($0) } } }
    address = email
    self.place = place
  }

  /// Whether everything was asked for.
  var isEmpty: Bool { email == nil && place == nil }

  func accepts(_ other: AccessPlace) -> Bool { place.map { $0 == other.key } ?? true }

  func accepts(_ person: AccessPerson) -> Bool {
    guard let email else { return true }
    return person.email?.withFoldedCase { $0.isEqual(to: email) } ?? false
  }
}

/// A receiver that hands on only what was asked for.
struct FilteredAccess<Receiver: AccessReceiver & ~Copyable>: AccessReceiver, ~Copyable {
  var receiver: Receiver
  let filter: AccessFilter
  /// Whether anything was handed on.
  private(set) var foundAny = false
  /// Why the person who was asked for reads nothing; `nil` if nobody has the address.
  private(set) var standing: AccessStanding?
  /// Whether the place that was asked for is one.
  private(set) var isPlaceKnown = false
  /// Whether the members of the place that was asked for were not read.
  private(set) var isPlaceUnread = false
  /// What remains unknown of tenants whose inboxes were not read.
  private(set) var unknowns = UnknownReading()
  /// A place that is open to everyone on its tenant and that was asked for, with the tenant's own place.
  private(set) var openPlace: (place: AccessPlace, tenant: AccessPlace)?
  /// A resource that was asked for and through which nobody reads by itself, with its tenant.
  private(set) var closedPlace: (place: AccessPlace, tenant: AccessTenant)?

  init(_ receiver: consuming Receiver, _ filter: AccessFilter) {
    self.receiver = receiver
    self.filter = filter
  }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    unknowns.take(tenant)
    isPlaceUnread =
      isPlaceUnread
      || tenant.report.missing.contains { "\($0.resourceType ?? ""):\($0.resourceId ?? "")" == filter.place }
    if let open = tenant.openInboxes.first(where: { $0.key == filter.place }), let own = tenant.places.first {
      openPlace = (open, own)
    }
    if let wanted = filter.place, let closed = tenant.closedPlaces.first(where: { $0.key == wanted }) {
      closedPlace = (closed, tenant)
    }
    try receiver.begin(tenant)
  }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    guard filter.accepts(person) else { return }
    if filter.email != nil { self.standing = standing }
    // With a place, only those who read it are told.
    guard filter.place == nil else { return }
    try receiver.see(person, standing)
  }

  mutating func begin(_ place: AccessPlace) throws(RollcallError) {
    guard filter.accepts(place) else { return }
    isPlaceKnown = true
    try receiver.begin(place)
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    guard filter.accepts(place), filter.accepts(person) else { return }
    foundAny = true
    try receiver.read(place, person, access)
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) { try receiver.end(tenant) }
}
