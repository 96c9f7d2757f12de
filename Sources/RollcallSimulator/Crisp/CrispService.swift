import Backpressure

/// The simulated Crisp: routes, then faults, then the gate, then the body.
final class CrispService: SimulatedService {
  private let scenario: CrispScenario
  private let seed: UInt64
  private let gate: CrispGate
  private let throttle: Throttle
  private let faults: FaultBook
  private let bloom: BloomCache
  private let indexOfWebsite: [String: Int]
  private let lists: [Once<CrispOperatorList>]
  private let generated = Lock(0)

  init(_ scenario: CrispScenario, seed: UInt64) {
    self.scenario = scenario
    self.seed = seed
    gate = CrispGate(scenario)
    throttle = Throttle(scenario.limit)
    faults = FaultBook(scenario.faults, scenario.randomFaults)
    bloom = BloomCache(staleHits: scenario.staleHits)
    indexOfWebsite = Dictionary(
      scenario.websites.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    lists = scenario.websites.map { _ in Once() }
  }

  func owns(path: String) -> Bool {
    path.hasPrefix("/v1/")
  }

  var sendsDate: Bool { true }

  var generatedLists: Int { generated.withLock { $0 } }

  func prepare() throws {
    for index in lists.indices { _ = try operators(at: index) }
  }

  func answer(_ request: Request) -> (answer: Answer, token: String?) {
    let caller = gate.identify(request)
    let token = caller?.pass.token.identifier
    let fault = faults.fault(method: request.method, path: request.path)
    if let stale = bloom.stale(for: request) { return (stale, token) }
    let refusal = throttle.refusing().map(CrispAnswer.limited)
    let real = { self.bloom.finish(refusal ?? self.answer(request, from: caller), to: request) }
    let answer = fault?.applied(to: real) ?? real()
    bloom.keep(answer, to: request)
    return (answer, token)
  }

  private func answer(_ request: Request, from caller: (pass: CrispGate.Pass, number: Int)?) -> Answer {
    do {
      let route = try CrispRoute(method: request.method, path: request.path)
      guard let caller else { return CrispAnswer.failure(401, "invalid_session") }
      if let refusal = gate.refusal(of: route, to: caller.pass, request: caller.number) { return refusal }
      return try answer(request, to: route, caller.pass)
    } catch CrispRoute.Mismatch.unknownPath {
      return CrispAnswer.failure(404, "not_found", message: "the route does not exist")
    } catch CrispRoute.Mismatch.wrongMethod {
      return CrispAnswer.failure(scenario.unverified.wrongMethod)
    } catch {
      // The disk is full while a list is generated. This is meant for the user of the simulator and is not an answer of
      // Crisp.
      return Answer(
        status: 500, headers: [Header("Content-Type", "text/plain")], body: .bytes(Array("simulator: \(error)\n".utf8)))
    }
  }

  /// The gate has checked that the website exists.
  private func answer(_ request: Request, to route: CrispRoute, _ pass: CrispGate.Pass) throws -> Answer {
    switch route {
    case .websiteExists:
      let domain = request.parameter("domain") ?? ""
      return CrispAnswer.head(scenario.websites.contains { $0.domain == domain } ? 200 : 404)
    case .website(let id):
      return CrispProfiles.website(scenario.websites[indexOfWebsite[id]!])
    case .operators(let id):
      let list = try operators(at: indexOfWebsite[id]!)
      return Answer(
        status: 200, headers: [CrispAnswer.contentType, Header("ETag", list.entityTag)], body: .stored(list.body))
    case .activeOperators(let id):
      return CrispProfiles.activeOperators(scenario.websites[indexOfWebsite[id]!], seed: seed)
    case .oneOperator(let id, let user):
      guard let details = try operators(at: indexOfWebsite[id]!).operatorDetails(userID: user) else {
        return CrispAnswer.failure(scenario.unverified.unknownOperator)
      }
      return CrispAnswer.success("resolved", data: details)
    case .inboxes(let id, let page): return groups(of: id).inboxes(page, paging: scenario.groupPaging)
    case .teams(let id, let page): return groups(of: id).teams(page, paging: scenario.groupPaging)
    case .inbox(let id, let inbox):
      return groups(of: id).inbox(inbox) ?? CrispAnswer.failure(scenario.unverified.unknownGroup)
    case .team(let id, let team):
      return groups(of: id).team(team) ?? CrispAnswer.failure(scenario.unverified.unknownGroup)
    case .connectAccount:
      var generator = SeededGenerator(seed: seed, purpose: "plugin")
      return CrispAnswer.success("resolved", data: Array("{\"plugin_id\":\"\(randomUUID(from: &generator))\"}".utf8))
    case .connectSession:
      return CrispAnswer.head(200)
    case .connectedWebsites(let page):
      let onlyConfigured = request.parameter("filter_configured") == "1"
      // A search through ten thousand websites for each of five hundred pages would show in a benchmark.
      let websites =
        pass.reachesAll && !onlyConfigured
        ? scenario.websites : scenario.websites.filter { pass.reaches($0.id) && ($0.isConfigured || !onlyConfigured) }
      return CrispConnectedWebsites(seed: seed, paging: scenario.paging)
        .page(page, of: websites, includesPlan: request.parameter("include_plan") == "1")
    case .change:
      return CrispAnswer.failure(403, "not_allowed")
    }
  }

  /// The gate has checked that the website exists.
  private func groups(of website: String) -> CrispGroups {
    CrispGroups(website: scenario.websites[indexOfWebsite[website]!], seed: seed)
  }

  private func operators(at index: Int) throws -> CrispOperatorList {
    try lists[index]
      .get {
        generated.withLock { $0 += 1 }
        return try CrispOperatorList(scenario.websites[index], seed: seed, unverified: scenario.unverified)
      }
  }
}
