/// The findings of `rollcall check` about a service.
public struct Inspection: Sendable, Codable, Equatable {
  /// The service's name.
  public var service: String
  /// The base URL.
  public var baseUrl: String
  /// The service's version, if the service gives it.
  public var serviceVersion: String?
  /// A short description of the token; `nil` if the service refused it.
  public var token: String?
  /// The reason why the service cannot be used at all.
  public var problem: Problem?
  /// The parts that an export will lack, with the reasons.
  public var cannotSee: [String] = []
  /// The tenants that were tried.
  public var tenants: [TenantInspection] = []
  /// The number of tenants that an export would read and the check did not try.
  public var untriedTenants = 0
  /// The number of requests that an export will send; `nil` if it is not known.
  public var requestsNeeded: Int?
  /// The quota that these requests count against; `nil` if the service does not publish one.
  public var quota: Quota?
  /// The ground of the quota, in a few words.
  public var quotaNote: String?

  /// The findings about a tenant.
  public struct TenantInspection: Sendable, Codable, Equatable {
    /// The website or account.
    public var tenantId: String
    /// The name, if it can be read.
    public var name: String?
    /// The content of an export, in a few words each.
    public var sees: [String] = []
    /// The parts that an export will lack, with the reasons.
    public var cannotSee: [String] = []
    /// The reason why the tenant cannot be exported.
    public var problem: Problem?
  }

  /// A reason why something cannot be used.
  public struct Problem: Sendable, Codable, Equatable {
    /// The kind of failure.
    public var code: RollcallError.Code
    /// The service's own word for the failure.
    public var reason: String?
    /// The event, its cause and the remedy, each on a line of its own.
    public var message: String

    init(_ error: RollcallError) {
      code = error.code
      reason = error.reason
      message = error.ofCheck.description
    }
  }

  init(service: String, baseURL: BaseURL) {
    self.service = service
    baseUrl = baseURL.description
  }

  /// The first problem, which decides the exit code of the check.
  public var firstProblem: Problem? { problem ?? tenants.lazy.compactMap(\.problem).first }
}

extension Inspection {
  /// The same findings with secrets masked in the service's words: any of them may contain a token.
  func masked(by redactor: Redactor) -> Inspection {
    func masked(_ text: String) -> String { redactor.quote(text.utf8, limit: 1000) }
    var inspection = self
    inspection.serviceVersion = serviceVersion.map(masked)
    inspection.token = token.map(masked)
    inspection.cannotSee = cannotSee.map(masked)
    for index in tenants.indices {
      inspection.tenants[index].name = tenants[index].name.map(masked)
      inspection.tenants[index].sees = tenants[index].sees.map(masked)
      inspection.tenants[index].cannotSee = tenants[index].cannotSee.map(masked)
    }
    return inspection
  }
}

extension RollcallError {
  /// The same failure, without advice that only an export can follow.
  fileprivate var ofCheck: RollcallError {
    guard code == .limited else { return self }
    var error = RollcallError(
      code, message, reason: reason, cause: cause,
      advice: "run the check again later; an export waits for limits, and --requests-per-minute keeps it below them",
      remains: remains)
    error.tenant = tenant
    error.request = request
    error.requestID = requestID
    return error
  }
}
