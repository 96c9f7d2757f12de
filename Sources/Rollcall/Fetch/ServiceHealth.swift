/// The state of a service, by the results of all requests: it is down for all tenants, or only the requests of some
/// tenants fail.
///
/// A service may be down for all tenants if the retry time of a request is over, requests of another tenant failed as
/// well, and none has succeeded since. A single tenant whose requests are answered with faults is a failed tenant,
/// however long that lasts. Where no connection is made, a single tenant is enough.
struct ServiceHealth: Sendable {
  /// A request that was answered before, to be sent again.
  struct Probe: Sendable {
    let pattern: String
    let path: String
    let http: HTTPRequest
  }

  /// The meaning of a request that failed for good.
  enum Diagnosis: Sendable {
    /// It says nothing about other tenants.
    case tenantFails
    /// The requests of all tenants fail.
    case everybodyFails(Outage)
  }

  /// A time in which no request has succeeded.
  struct Outage: Sendable {
    let since: Timestamp
    /// The number of tenants whose requests failed.
    let tenants: Int
    /// The request that can make sure; `nil` if none has ever succeeded.
    let lastSuccess: Probe?
  }

  /// A series of failures without a sign of life between them.
  private struct Trouble {
    let since: Timestamp
    /// The tenants whose requests failed.
    var tenants: Set<Tenant> = []
  }

  private var trouble: Trouble?
  /// The tenants, and the number of other requests, that the service's front end turned away since the last sign of
  /// life.
  private var deniedAtTheDoor: (tenants: Set<Tenant>, others: Int) = ([], 0)
  /// Whether the retry time of a request is over, and no request with the token has ever succeeded. Further requests
  /// are not worth as much time.
  private(set) var isGivenUp = false
  private var hasServed = false
  private(set) var lastSuccess: Probe?
  private(set) var signsOfLife = 0
  /// Whether any answer has ever come. If not, the service's name may be misspelt.
  private(set) var hasBeenReached = false
  /// Whether the service itself has ever answered, even with a refusal.
  var hasAnswered: Bool { signsOfLife > 0 }

  /// Notes that a request succeeded.
  mutating func succeeded(_ request: PageRequest) {
    live()
    // A request without the token may be answered even if the rest of the service is down.
    guard request.carriesToken else { return }
    lastSuccess = Probe(pattern: request.endpoint.pattern, path: request.path, http: request.http)
    served()
  }

  /// Notes that the service refused a request, which shows that it works.
  mutating func refused() {
    live()
    served()
  }

  private mutating func served() {
    hasServed = true
    isGivenUp = false
  }

  /// Notes that the retry time of a request is over.
  mutating func gaveUp() { isGivenUp = !hasServed }

  /// Notes that the service's front end turned a request away.
  ///
  /// - Returns: whether it turns away all tenants, not only some.
  mutating func turnedAway(_ tenant: Tenant?) -> Bool {
    hasBeenReached = true
    if let tenant { deniedAtTheDoor.tenants.insert(tenant) } else { deniedAtTheDoor.others += 1 }
    return deniedAtTheDoor.tenants.count >= Self.crowd || signsOfLife == 0 && deniedAtTheDoor.others > 1
  }

  /// Notes that a probe was answered.
  mutating func answeredProbe() { live() }

  private mutating func live() {
    hasBeenReached = true
    trouble = nil
    deniedAtTheDoor = ([], 0)
    signsOfLife += 1
  }

  /// Notes an answer that does not show that the service works.
  mutating func reached() { hasBeenReached = true }

  /// Notes a failure that the service's state may have caused, rather than the request.
  ///
  /// - Parameter tenant: the tenant of the request. Requests about the service itself, such as for the token's profile,
  ///   have none, and do not count as another tenant.
  /// - Returns: the number of signs of life so far.
  mutating func failed(_ tenant: Tenant?, at moment: Timestamp) -> Int {
    var trouble = self.trouble ?? Trouble(since: moment)
    if let tenant { trouble.tenants.insert(tenant) }
    self.trouble = trouble
    return signsOfLife
  }

  /// The number of tenants that must fail to count as all, if no request has ever succeeded: the first few tenants may
  /// be broken, and later ones not.
  static let crowd = 5

  /// The meaning of a request whose retry time is over.
  ///
  /// - Parameters:
  ///   - signsOfLife: the number of signs of life at its first failure.
  ///   - isUnreachable: whether no connection was made, which does not depend on the tenant.
  func diagnosis(of tenant: Tenant?, failingSince signsOfLife: Int, isUnreachable: Bool = false) -> Diagnosis {
    guard let trouble, signsOfLife == self.signsOfLife else { return .tenantFails }
    let areOthers = trouble.tenants.contains { $0 != tenant }
    let isEverybody =
      if isUnreachable {
        hasAnswered || areOthers
      } else if lastSuccess != nil {
        areOthers
      } else {
        trouble.tenants.count >= Self.crowd
      }
    guard isEverybody else { return .tenantFails }
    return .everybodyFails(
      Outage(since: trouble.since, tenants: trouble.tenants.count, lastSuccess: lastSuccess))
  }
}
