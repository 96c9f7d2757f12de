/// What `rollcall check` found out about a service.
public struct Inspection: Sendable, Codable, Equatable {
  /// The service's name.
  public var service: String
  /// Where it was asked.
  public var baseUrl: String
  /// The service's version, where it tells one.
  public var serviceVersion: String?
  /// What the token is, in a few words; `nil` if the service refused it.
  public var token: String?
  /// Why the service cannot be used at all.
  public var problem: Problem?
  /// What an export will lack, and why.
  public var cannotSee: [String] = []
  /// The tenants that were tried.
  public var tenants: [TenantInspection] = []
  /// Tenants that an export would read and that were not tried.
  public var untriedTenants = 0
  /// How many requests an export will make; `nil` if that cannot be told.
  public var requests: Int?
  /// Against which quota they count, in a few words.
  public var quota: String?

  /// What a token can see of a tenant.
  public struct TenantInspection: Sendable, Codable, Equatable {
    /// The website or account.
    public var tenantId: String
    /// Its name, where it can be read.
    public var name: String?
    /// What an export will hold, in a few words each.
    public var sees: [String] = []
    /// What it will not hold, and why.
    public var cannotSee: [String] = []
    /// Why it cannot be exported.
    public var problem: Problem?
  }

  /// Why something cannot be used.
  public struct Problem: Sendable, Codable, Equatable {
    /// The kind of failure.
    public var code: RollcallError.Code
    /// The service's own word for it.
    public var reason: String?
    /// What happened, why and what to do, one aspect a line.
    public var message: String

    init(_ error: RollcallError) {
      code = error.code
      reason = error.reason
      message = error.description
    }
  }

  init(service: String, baseURL: BaseURL) {
    self.service = service
    baseUrl = baseURL.description
  }

  /// The first problem, which decides how the check ends.
  public var firstProblem: Problem? { problem ?? tenants.lazy.compactMap(\.problem).first }
}

extension Inspection {
  /// The same with secrets masked in what the service said: anything may bear the name of a token.
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
