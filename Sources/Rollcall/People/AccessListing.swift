/// What a snapshot says of who can read which conversations, and through what.
///
/// The four tables are read side by side, tenant by tenant. Memory holds the places of one tenant, the members of its
/// inboxes and teams, and the people with its leading role; never all of its operators.
struct AccessListing {
  private let snapshot: SnapshotReader
  /// Whether invitations and people who left are told as well.
  private let includesOthers: Bool

  init(_ snapshot: SnapshotReader, includesOthers: Bool = false) {
    self.snapshot = snapshot
    self.includesOthers = includesOthers
  }

  /// Reads the whole snapshot.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if a table is missing or a file is not what the manifest says;
  ///   what was told until then is not the whole.
  func tell<Receiver: AccessReceiver & ~Copyable>(_ receiver: inout Receiver) throws(RollcallError) {
    try snapshot.checkTables()
    var resources = try TenantRows(.resources, of: snapshot)
    var entitlements = try TenantRows(.entitlements, of: snapshot)
    var grants = try TenantRows(.grants, of: snapshot)
    var operators = try TenantRows(.operators, of: snapshot)
    for (index, report) in snapshot.manifest.tenants.enumerated() {
      guard let rules = AccessRules.of(report.service) else {
        throw RollcallError(
          .undecodable,
          "\(snapshot.path) has a tenant of \(report.service.shown(limit: 80)), which is not a known service",
          advice: "use the rollcall that made the snapshot")
      }
      var places = TenantPlaces(AccessTenant(index: index, report: report, name: report.name, rules: rules))
      while let row = try entitlements.next(of: index) { places.takeEntitlement(row) }
      while let row = try resources.next(of: index) { places.takeResource(row) }
      let tenant = places.finish()
      var memberships = Memberships(of: places.withMembers)
      while let row = try grants.next(of: index) { memberships.take(row, grants.hasher) }
      try receiver.begin(tenant)
      var telling = TenantTelling(tenant, memberships, ownPlace: places.ownPlace, includesOthers: includesOthers)
      try telling.begin(&receiver)
      while let row = try operators.next(of: index) { try telling.take(row, operators.hasher, &receiver) }
      try telling.finish(&receiver)
      try receiver.end(tenant)
    }
    try resources.finish()
    try entitlements.finish()
    try grants.finish()
    try operators.finish()
  }
}
