/// What the outcomes of all requests together tell about a service: whether it is down for everybody, or only some
/// tenants' requests fail.
///
/// Down for everybody it may be once a request has failed for as long as it is retried, those of another tenant have
/// failed as well, and none has succeeded since. A lone tenant whose requests are answered with faults is a failed
/// tenant, however long it takes; where no connection comes about, one is enough.
struct ServiceHealth: Sendable {
  /// A request that was answered before, to ask again.
  struct Probe: Sendable {
    let pattern: String
    let path: String
    let http: HTTPRequest
  }

  /// What a request that failed for good means for the others.
  enum Diagnosis: Sendable {
    /// Nothing.
    case tenantFails
    /// None of them has succeeded since.
    case everybodyFails(Outage)
  }

  /// A time in which no request has succeeded.
  struct Outage: Sendable {
    let since: Timestamp
    /// How many tenants' requests failed.
    let tenants: Int
    /// What can be asked to make sure; `nil` if nothing has ever succeeded.
    let lastSuccess: Probe?
  }

  /// Failures without a sign of life between them.
  private struct Trouble {
    let since: Timestamp
    /// Whose requests failed.
    var tenants: Set<Tenant> = []
  }

  private var trouble: Trouble?
  /// Who was turned away by what stands before the service, since it last was there itself.
  private var deniedAtTheDoor: (tenants: Set<Tenant>, others: Int) = ([], 0)
  /// Whether a request has failed for as long as it is retried, and no other has succeeded with the token before or
  /// since: the next ones are not worth as much time again.
  private(set) var isGivenUp = false
  private var hasServed = false
  private var lastSuccess: Probe?
  private var signsOfLife = 0
  /// Whether anything at all was there once. If not, its name may be misspelt.
  private(set) var hasBeenReached = false
  /// Whether it worked once, whatever it answered.
  var hasAnswered: Bool { signsOfLife > 0 }

  /// A request succeeded.
  mutating func succeeded(_ request: PageRequest) {
    live()
    // A request without the token may be answered by less than the whole service.
    guard request.carriesToken else { return }
    lastSuccess = Probe(pattern: request.endpoint.pattern, path: request.path, http: request.http)
    served()
  }

  /// The service said no to a request, which takes a service.
  mutating func refused() {
    live()
    served()
  }

  private mutating func served() {
    hasServed = true
    isGivenUp = false
  }

  /// A request failed for as long as it is retried.
  mutating func gaveUp() { isGivenUp = !hasServed }

  /// What stands before the service answered a request in its place.
  ///
  /// - Returns: whether it turns everybody away, and not just some.
  mutating func turnedAway(_ tenant: Tenant?) -> Bool {
    hasBeenReached = true
    if let tenant { deniedAtTheDoor.tenants.insert(tenant) } else { deniedAtTheDoor.others += 1 }
    return deniedAtTheDoor.tenants.count >= Self.crowd || signsOfLife == 0 && deniedAtTheDoor.others > 1
  }

  /// The service was asked again what it had answered before, and answered.
  mutating func answeredProbe() { live() }

  private mutating func live() {
    hasBeenReached = true
    trouble = nil
    deniedAtTheDoor = ([], 0)
    signsOfLife += 1
  }

  /// There was an answer of some kind, though not one that says that the service works.
  mutating func reached() { hasBeenReached = true }

  /// A request failed in a way that has to do with the service's state, and not with what was asked for.
  ///
  /// - Parameter tenant: whose it was. The service's own requests, such as one for the token's profile, are no tenant's,
  ///   and that one of them fails does not make a single tenant everybody.
  /// - Returns: how many signs of life there have been so far.
  mutating func failed(_ tenant: Tenant?, at moment: Timestamp) -> Int {
    var trouble = self.trouble ?? Trouble(since: moment)
    if let tenant { trouble.tenants.insert(tenant) }
    self.trouble = trouble
    return signsOfLife
  }

  /// How many tenants must fail before they are everybody, if there is none whose request has ever succeeded: some
  /// tenants in a row may be out of order, and those behind them are still to be asked.
  static let crowd = 5

  /// What it means that a request has failed for as long as it is retried.
  ///
  /// - Parameters:
  ///   - signsOfLife: how many there had been when it failed first.
  ///   - isUnreachable: whether no connection came about any more, which has nothing to do with whose request it is.
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
