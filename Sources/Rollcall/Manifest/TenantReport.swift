/// What became of a tenant.
public struct TenantReport: Sendable, Codable, Equatable {
  /// How much of it there is.
  public enum Status: String, Sendable, Codable {
    /// Everything that was asked for.
    case complete
    /// Something is missing, and `missing` says what.
    case incomplete
    /// Nothing; `error` says why.
    case failed
  }

  /// Why a tenant failed.
  public struct Failure: Sendable, Codable, Equatable {
    /// The kind of failure.
    public var code: RollcallError.Code
    /// The service's own word for it.
    public var reason: String?
    /// What happened, where, why and what to do, on one line.
    public var message: String
  }

  /// The service.
  public var service: String
  /// Where the service runs.
  public var instance: String
  /// The website or account.
  public var tenantId: String
  /// Its name, as the table of resources has it; `nil` if that is not known.
  @Nullable public var name: String? = nil
  /// How much of it there is.
  public var status: Status
  /// When the first request about it was sent; `nil` if none was.
  @Nullable public var readFrom: Timestamp? = nil
  /// When the last response about it was there whole; `nil` if none was.
  @Nullable public var readUntil: Timestamp? = nil
  /// Its rows in each table.
  public var rows: [String: Int]
  /// What its rows add up to.
  public var totals = TenantTotals()
  /// How many requests were made for it, repeated ones counted.
  public var requests: Int
  /// What could not be read.
  public var missing: [MissingPart]
  /// What was left out on purpose.
  public var omitted: [MissingPart]
  /// Why it failed.
  public var error: Failure?

  /// Which one it is.
  var tenant: Tenant { Tenant(service: service, instance: instance, id: tenantId) }
}

/// What a person compares with the service's own screens.
public struct TenantTotals: Sendable, Codable, Equatable {
  /// The operators; `nil` if their table was not asked for.
  @Nullable public var operators: OperatorTotals? = nil
}

/// How many operators a tenant has.
public struct OperatorTotals: Sendable, Codable, Equatable {
  /// By role, as the service names it; those without one as `none`.
  public var byRole: [String: Int]
  /// By status, all of them.
  public var byStatus: [String: Int]
}

/// When a tenant, or a whole run, was read.
struct ReadTimes: Sendable, Equatable {
  /// When the first request about it was sent.
  var from: Timestamp?
  /// When the last response about it was there whole.
  var until: Timestamp?

  /// The same between two others: a clock may be set back while a run goes on.
  func between(_ start: Timestamp, _ end: Timestamp) -> ReadTimes {
    let from = from?.between(start, end)
    return ReadTimes(from: from, until: until?.between(from ?? start, end))
  }
}

extension TenantReport {
  /// The same with its times between two others.
  func between(_ start: Timestamp, _ end: Timestamp) -> TenantReport {
    let times = ReadTimes(from: readFrom, until: readUntil).between(start, end)
    var report = self
    (report.readFrom, report.readUntil) = (times.from, times.until)
    return report
  }
}

extension RollcallError {
  /// A failure that an interrupted run noted.
  init(_ failure: TenantReport.Failure) {
    self.init(failure.code, scope: .tenant, failure.message, reason: failure.reason)
  }
}
