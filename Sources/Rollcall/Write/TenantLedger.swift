/// What became of each tenant, and of the run with them.
struct TenantLedger {
  /// The tenants that are finished, in the order of their rows.
  private(set) var tenants: [TenantReport]
  /// How many of them an interrupted run finished.
  private let resumedCount: Int
  /// What could not be read about a service as a whole, such as a part of the list of its tenants.
  private(set) var missingOfService: [String: [MissingPart]] = [:]
  /// Whether the last tenants lack what the service may give a later run: it was away, or takes no token. That run asks
  /// for them again, so nothing is to be saved that has them in it.
  private(set) var isUnsettled = false
  /// Whose page it is; `nil` for the service's as a whole.
  private(set) var tenant: Tenant?
  /// The tenant's failure; its rows are of no use any more.
  private(set) var failure: ScopedFailure?

  private var service = ""
  private var missing: [MissingPart] = []
  private var omitted: [MissingPart] = []
  private var requests = 0
  /// Whether the tenant, and the one before it, lack a part because the service was away.
  private var lacksPart = (now: false, before: false)
  /// The first failure of a tenant, which is the run's if all tenants fail.
  private var firstTenantFailure: RollcallError?
  /// The first failure of anything else.
  private var firstLoss: RollcallError?
  /// Why a service turned everything away after some of its tenants were read: nothing behind them is to be saved.
  private var closing: RollcallError?
  /// The services that failed as a whole, and why.
  private var failureOfService: [String: RollcallError] = [:]

  /// - Parameters:
  ///   - tenants: those that an interrupted run finished.
  ///   - lists: the tenants that it is about, and what of these lists it lacks.
  init(after tenants: [TenantReport] = [], of lists: [TenantList] = []) {
    self.tenants = tenants
    for list in lists where !list.missing.isEmpty { missingOfService[list.service] = list.missing }
    resumedCount = tenants.count
  }

  // MARK: - A page

  /// The next page is the service's.
  mutating func turn(to service: String) { self.service = service }

  mutating func sent(_ requests: Int) { self.requests += requests }

  mutating func omit(_ part: MissingPart) { omitted.append(part) }

  mutating func lose(_ part: TenantPart, because failure: ScopedFailure) {
    let error = failure.error
    firstLoss = firstLoss ?? error
    let lost = MissingPart(part: part, reason: error.sentence)
    guard tenant == nil else {
      missing.append(lost)
      lacksPart.now = lacksPart.now || error.code == .unavailable
      return
    }
    missingOfService[service, default: []].append(lost)
    if failure.mayPass { failureOfService[service] = failureOfService[service] ?? error }
  }

  // MARK: - A tenant

  /// Begins with another tenant, or with what is no tenant's.
  mutating func begin(_ tenant: Tenant?) {
    self.tenant = tenant
    requests = 0
  }

  /// Gives the tenant up.
  mutating func fail(_ failure: ScopedFailure) {
    let error = failure.error
    self.failure = failure
    // Nothing of it is there, so that no part is missing.
    missing = []
    lacksPart.now = false
    firstTenantFailure = firstTenantFailure ?? error
    guard failure.mayPass else { return }
    isUnsettled = true
    if failure.closesService, tenants.contains(where: { $0.service == service && $0.status != .failed }) {
      closing = closing ?? error
    }
    if failure.scope == .service { failureOfService[service] = failureOfService[service] ?? error }
  }

  /// Ends the tenant, if there is one.
  ///
  /// - Parameters:
  ///   - rows: how many rows it has in each table.
  ///   - tally: what they say of it.
  ///   - times: when it was read.
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
    // Where every tenant lacks a part for good, the next one settles it.
    isUnsettled = closing != nil || failure?.mayPass ?? (lacksPart.now && !lacksPart.before)
    lacksPart = (now: false, before: lacksPart.now)
    missing = []
    omitted = []
    failure = nil
    self.tenant = nil
  }

  /// Forgets the tenant, whose rows are not all there.
  mutating func abandon() { tenant = nil }

  // MARK: - The run

  /// Whether nothing is missing.
  var isComplete: Bool { missingOfService.isEmpty && tenants.allSatisfy { $0.status == .complete } }

  /// The run's failure, if it came to nothing.
  ///
  /// That is if nothing came of any tenant. And a run that goes on where another one stopped came to nothing if a service
  /// failed as a whole and gave it no tenant: what that other run left is worth more than a snapshot without the rest.
  /// Nor is a snapshot made of a service that refused the token half-way, or was closed by what stands before it: a run
  /// that is let in goes on with what is there.
  var failureOfAll: RollcallError? {
    if tenants.allSatisfy({ $0.status == .failed }) {
      return firstTenantFailure ?? firstLoss ?? tenants.lazy.compactMap(\.error).first.map { RollcallError($0) }
    }
    if let closing { return closing }
    guard resumedCount > 0 else { return nil }
    let served = Set(tenants[resumedCount...].filter { $0.status != .failed }.map(\.service))
    return failureOfService.filter { !served.contains($0.key) }.min { $0.key < $1.key }?.value
  }
}
