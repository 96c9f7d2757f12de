/// The results of the tenants, and the result of the run that follows from them.
struct TenantLedger {
  /// The tenants that are finished, in the order of their rows.
  private(set) var tenants: [TenantReport]
  /// The number of tenants that an interrupted run finished.
  private let resumedCount: Int
  /// The tenants that are copied from another snapshot: about the services, they say nothing.
  private let copied: Set<Tenant>
  /// The missing parts of whole services, such as a part of the list of tenants.
  private(set) var missingOfService: [String: [MissingPart]] = [:]
  /// The gaps that tenants with rows showed, by service.
  private(set) var gapsOfService: [String: [KnownGap]]
  /// Whether the last tenants lack something that a later run may get, because the service was down or refused the
  /// token. That run has to ask for these tenants again, so no checkpoint may include them.
  private(set) var isUnsettled = false
  /// The tenant of the page; `nil` for the service as a whole.
  private(set) var tenant: Tenant?
  /// The failure of the tenant, whose rows are of no more use.
  private(set) var failure: ScopedFailure?

  private var service = ""
  private var missing: [MissingPart] = []
  private var omitted: [MissingPart] = []
  private var gaps: [KnownGap] = []
  private var requests = 0
  /// Whether the tenant, and the one before it, lack a part because the service was down.
  private var lacksPart = (now: false, before: false)
  /// The first failure of a tenant. It becomes the run's if all tenants fail.
  private var firstTenantFailure: RollcallError?
  /// The first failure of something of a service as a whole.
  private var firstLoss: RollcallError?
  /// The reason why a service refused everything after some of its tenants were read. No checkpoint may include a later
  /// tenant.
  private var closing: RollcallError?
  /// Whether a tenant failed because of something that may be over in a later run.
  private var mayPass = false
  /// The failures of whole services.
  private var failureOfService: [String: RollcallError] = [:]

  /// - Parameters:
  ///   - tenants: the tenants that an interrupted run finished.
  ///   - lists: the lists of all tenants, with their missing parts.
  ///   - gaps: the gaps that its tenants showed.
  ///   - copied: the tenants that are copied from another snapshot.
  init(
    after tenants: [TenantReport] = [], of lists: [TenantList] = [], gaps: [String: [KnownGap]] = [:],
    copied: Set<Tenant> = []
  ) {
    self.copied = copied
    self.tenants = tenants
    gapsOfService = gaps
    for list in lists where !list.missing.isEmpty { missingOfService[list.service] = list.missing }
    resumedCount = tenants.count
  }

  // MARK: - A page

  /// Selects the service of the next page.
  mutating func turn(to service: String) { self.service = service }

  mutating func sent(_ requests: Int) { self.requests += requests }

  mutating func omit(_ part: MissingPart) { omitted.append(part) }

  mutating func note(_ gap: KnownGap) { gaps.append(gap) }

  mutating func lose(_ part: TenantPart, because failure: ScopedFailure) {
    let error = failure.error
    let lost = MissingPart(part: part, reason: error.sentence)
    guard tenant == nil else {
      missing.append(lost)
      lacksPart.now = lacksPart.now || error.code == .unavailable
      return
    }
    firstLoss = firstLoss ?? error
    missingOfService[service, default: []].append(lost)
    if failure.mayPass { failureOfService[service] = failureOfService[service] ?? error }
  }

  // MARK: - A tenant

  /// Begins the next tenant, or pages of the service as a whole.
  mutating func begin(_ tenant: Tenant?) {
    self.tenant = tenant
    requests = 0
  }

  /// Marks the tenant as failed.
  mutating func fail(_ failure: ScopedFailure) {
    let error = failure.error
    self.failure = failure
    // A failed tenant has no rows, so no part of it is missing.
    missing = []
    lacksPart.now = false
    firstTenantFailure = firstTenantFailure ?? error
    guard failure.mayPass else { return }
    mayPass = true
    isUnsettled = true
    if failure.closesService, asked(tenants).contains(where: { $0.service == service && $0.status != .failed }) {
      closing = closing ?? error
    }
    if failure.scope == .service { failureOfService[service] = failureOfService[service] ?? error }
  }

  /// Ends the tenant, if there is one.
  ///
  /// - Parameters:
  ///   - rows: the number of its rows in each table.
  ///   - tally: the name and totals from its rows.
  ///   - times: the times at which it was read.
  mutating func end(
    rows: [String: Int], _ tally: TenantTally = TenantTally(of: []), read times: ReadTimes = ReadTimes()
  ) {
    guard let tenant else { return }
    let status: TenantReport.Status = failure != nil ? .failed : missing.isEmpty ? .complete : .incomplete
    tenants.append(
      TenantReport(
        service: tenant.service, instance: tenant.instance, tenantId: tenant.id, name: tally.name, status: status,
        readFrom: times.from, readUntil: times.until, rows: rows, totals: tally.totals, requests: requests,
        missing: missing,
        omitted: omitted,
        error: (failure?.error).map { TenantReport.Failure(code: $0.code, reason: $0.reason, message: $0.sentence) }))
    // If the next tenant lacks a part as well, all may lack it for good, and waiting would be useless.
    isUnsettled = closing != nil || failure?.mayPass ?? (lacksPart.now && !lacksPart.before)
    lacksPart = (now: false, before: lacksPart.now)
    if failure == nil, !gaps.isEmpty {
      gapsOfService[tenant.service] = (gapsOfService[tenant.service] ?? []).union(gaps)
    }
    missing = []
    omitted = []
    gaps = []
    failure = nil
    self.tenant = nil
  }

  /// Ends a tenant that was copied. It neither shows that its service answers again, nor that it does not.
  mutating func endCopy(_ report: TenantReport) {
    tenants.append(report)
    tenant = nil
  }

  /// The tenants among these that were asked for.
  private func asked(_ tenants: some Sequence<TenantReport>) -> [TenantReport] {
    copied.isEmpty ? Array(tenants) : tenants.filter { !copied.contains($0.tenant) }
  }

  /// Drops the tenant, whose rows are not complete.
  mutating func abandon() { (tenant, gaps) = (nil, []) }

  // MARK: - The run

  /// Whether nothing is missing.
  var isComplete: Bool { missingOfService.isEmpty && tenants.allSatisfy { $0.status == .complete } }

  /// Whether all tenants failed that were asked for.
  var hasNothing: Bool { asked(tenants).allSatisfy { $0.status == .failed } }

  /// The failure of a shard, if no snapshot is to be made: that of any other run, unless all tenants failed for good.
  var failureOfShard: RollcallError? { hasNothing && !mayPass && firstLoss == nil ? nil : failureOfAll }

  /// The run's failure, if no snapshot is to be made.
  ///
  /// There are three cases:
  /// - All tenants failed.
  /// - A service refused the token half-way, or its front end refused everything. A later run that is accepted can
  ///   resume the remains.
  /// - A run that resumes another one got no tenant from a service that failed as a whole. The remains are worth more
  ///   than a snapshot without the rest.
  var failureOfAll: RollcallError? {
    if hasNothing {
      return firstTenantFailure ?? firstLoss ?? asked(tenants).lazy.compactMap(\.error).first.map { RollcallError($0) }
    }
    if let closing { return closing }
    guard resumedCount > 0 else { return nil }
    let served = Set(asked(tenants[resumedCount...]).filter { $0.status != .failed }.map(\.service))
    return failureOfService.filter { !served.contains($0.key) }.min { $0.key < $1.key }?.value
  }
}
