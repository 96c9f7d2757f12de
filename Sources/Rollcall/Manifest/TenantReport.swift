/// The result of a tenant.
public struct TenantReport: Sendable, Codable, Equatable {
  /// The completeness of a tenant.
  public enum Status: String, Sendable, Codable, CaseIterable {
    /// Everything is there.
    case complete
    /// A part is missing; `missing` names it.
    case incomplete
    /// Nothing is there; `error` gives the reason.
    case failed
  }

  /// The failure of a tenant.
  public struct Failure: Sendable, Codable, Equatable {
    /// The kind of failure.
    public var code: RollcallError.Code
    /// The service's own name for the failure.
    public var reason: String?
    /// The message on one line: what happened, where, why and what to do next.
    public var message: String
  }

  /// The service.
  public var service: String
  /// Where the service runs.
  public var instance: String
  /// The website or account.
  public var tenantId: String
  /// The name, as in the table of resources; `nil` if it is unknown.
  @Nullable public var name: String? = nil
  /// The completeness.
  public var status: Status
  /// The time of the first request about the tenant; `nil` without a request.
  @Nullable public var readFrom: Timestamp? = nil
  /// The time of the last complete response about the tenant; `nil` without a response.
  @Nullable public var readUntil: Timestamp? = nil
  /// The number of rows in each table.
  public var rows: [String: Int]
  /// The totals of the rows.
  public var totals = TenantTotals()
  /// The number of requests for the tenant, including repeated ones; 0 if a repair copied it.
  public var requests: Int
  /// The parts that could not be read.
  public var missing: [MissingPart]
  /// The parts that were left out on purpose.
  public var omitted: [MissingPart]
  /// The reason why the tenant failed.
  public var error: Failure?

  /// The tenant.
  var tenant: Tenant { Tenant(service: service, instance: instance, id: tenantId) }
}

/// Totals that a person can compare with the service's own screens.
public struct TenantTotals: Sendable, Codable, Equatable {
  /// The operators; `nil` without their table.
  @Nullable public var operators: OperatorTotals? = nil
}

/// The number of operators of a tenant.
public struct OperatorTotals: Sendable, Codable, Equatable {
  /// By role, as the service names it; operators without one count as `none`.
  public var byRole: [String: Int]
  /// By status, including unused ones.
  public var byStatus: [String: Int]
}

/// The period in which a tenant, or a whole run, was read.
struct ReadTimes: Sendable, Equatable {
  /// The time of the first request.
  var from: Timestamp?
  /// The time of the last complete response.
  var until: Timestamp?

  /// The same period, limited to a range: a clock may be set back during a run.
  func between(_ start: Timestamp, _ end: Timestamp) -> ReadTimes {
    let from = from?.between(start, end)
    return ReadTimes(from: from, until: until?.between(from ?? start, end))
  }
}

extension TenantReport {
  /// The same report, with its times limited to a range.
  func between(_ start: Timestamp, _ end: Timestamp) -> TenantReport {
    let times = ReadTimes(from: readFrom, until: readUntil).between(start, end)
    var report = self
    (report.readFrom, report.readUntil) = (times.from, times.until)
    return report
  }
}

extension RollcallError {
  /// Restores the failure from the report of an interrupted run.
  init(_ failure: TenantReport.Failure) {
    self.init(failure.code, failure.message, reason: failure.reason)
  }
}
