import Backpressure

/// The simulated Chatwoot: throttle, router, token, account, membership, gates, then the body, in Chatwoot's order. A
/// fault affects the result.
final class ChatwootService: SimulatedService {
  private let scenario: ChatwootScenario
  private let seed: UInt64
  private let gate: ChatwootGate
  private let throttle: Throttle
  private let faults: FaultBook
  private let bodies: [Int: ChatwootAccountBodies]
  private let frame: RailsFrame

  init(_ scenario: ChatwootScenario, seed: UInt64) {
    self.scenario = scenario
    self.seed = seed
    gate = ChatwootGate(scenario)
    throttle = Throttle(scenario.limit)
    faults = FaultBook(scenario.faults, scenario.randomFaults)
    frame = RailsFrame(
      version: scenario.version, limits: scenario.connectionLimits ?? .of(scenario.version))
    bodies = Dictionary(
      scenario.accounts.map { ($0.id, ChatwootAccountBodies($0, of: scenario, seed: seed)) },
      uniquingKeysWith: { first, _ in first })
  }

  func owns(path: String) -> Bool {
    guard path.hasPrefix(scenario.pathPrefix) else { return false }
    let first = ChatwootRoute.parts(of: path.dropFirst(scenario.pathPrefix.count)).first
    return first == "api" || first == "health" || first == "app" || first == "platform"
  }

  /// Puma sends none, and most installations have a proxy before it that adds one.
  var sendsDate: Bool { false }

  var generatedLists: Int { bodies.values.reduce(0) { $0 + $1.generatedRosters } }

  func prepare() {
    for body in bodies.values { body.prepare() }
  }

  func answer(_ request: Request) -> (answer: Answer, token: String?) {
    // No writing route is simulated, so such a request has no route here.
    let isRead = request.method == "GET" || request.method == "HEAD"
    let parts = ChatwootRoute.parts(of: request.path.dropFirst(scenario.pathPrefix.count))
    let route = isRead ? ChatwootRoute(parts, version: scenario.version) : nil
    let caller = gate.caller(of: request)
    let refusal = route == .health ? nil : throttle.refusing().map(ChatwootAnswer.throttled)
    let real = {
      let answer = refusal ?? self.answer(request, route, caller)
      let isOfController = refusal == nil && route != nil && answer.status != 500
      return self.frame.finish(answer, to: request, isOfController: isOfController)
    }
    let fault = faults.fault(method: request.method, path: request.path)
    return (fault?.applied(to: real) ?? real(), caller.label)
  }

  private func answer(_ request: Request, _ route: ChatwootRoute?, _ caller: ChatwootGate.Caller) -> Answer {
    guard let route else {
      return ChatwootAnswer.noRoute(request, page: scenario.unverified.notFoundPage)
    }
    switch route {
    case .version: return version
    case .health: return negotiated(ChatwootAnswer.success(Array(#"{"status":"woot"}"#.utf8)))
    case .platform: return ChatwootAnswer.noPlatformApp
    case .dashboard: return dashboard
    case .profile, .account, .inAccount: break
    }
    switch caller {
    case .nobody: return ChatwootAnswer.signInFirst
    case .unknown: return ChatwootAnswer.unknownToken
    case .bot: return ChatwootAnswer.noBots
    case .user(let user):
      switch route {
      case .account(let id): return account(id, for: user)
      case .inAccount(let id, let resource): return answer(request, id, resource, for: user)
      default: return profile(for: user)
      }
    }
  }

  private func profile(for user: ChatwootGate.User) -> Answer {
    let isGated = bodies.values.contains { $0.account.gate == .mfaRequired && $0.member(user.id) != nil }
    if isGated && scenario.unverified.mfaGatesProfile { return mfaRefusal }
    return ChatwootAnswer.success(ChatwootProfileWriter(scenario: scenario, seed: seed).profile(of: user))
  }

  /// The account is searched among the user's own ones, so a stranger gets 404; a suspended account is served all the
  /// same (Chatwoot's `accounts_controller.rb`).
  private func account(_ id: Int, for user: ChatwootGate.User) -> Answer {
    guard let bodies = bodies[id], bodies.member(user.id) != nil else { return ChatwootAnswer.notFound }
    if bodies.account.gate == .mfaRequired { return mfaRefusal }
    if bodies.account.gate == .notInPlan && scenario.unverified.planGatesAccount { return ChatwootAnswer.notInPlan }
    return ChatwootAnswer.success(ChatwootProfileWriter(scenario: scenario, seed: seed).account(bodies.account))
  }

  /// The order of the checks is Chatwoot's: a suspended account shows before the membership is checked.
  private func answer(
    _ request: Request, _ id: Int, _ resource: ChatwootRoute.Resource, for user: ChatwootGate.User
  ) -> Answer {
    guard let bodies = bodies[id] else { return ChatwootAnswer.notFound }
    let member = bodies.member(user.id)
    guard bodies.account.status == .active else {
      let fails = member == nil && scenario.version.failsOnSuspendedAccounts
      return fails ? ChatwootAnswer.serverError : ChatwootAnswer.suspended
    }
    guard let agent = member else { return ChatwootAnswer.notMember }
    switch bodies.account.gate {
    case .open: break
    case .notInPlan: return ChatwootAnswer.notInPlan
    case .mfaRequired: return mfaRefusal
    }
    switch resource {
    case .agents: return bodies.agents()
    case .teams: return bodies.teams(for: agent)
    case .team(let id): return bodies.team(id, for: agent)
    case .teamMembers(let id): return bodies.teamMembers(id)
    case .inboxes: return bodies.inboxes(for: agent)
    case .inboxMembers(let id): return bodies.inboxMembers(id, for: agent)
    case .customRoles: return bodies.customRoles(for: agent)
    case .agentBots: return bodies.agentBots(for: agent)
    case .auditLogs: return bodies.auditLogs(for: agent, page: request.parameter("page"))
    }
  }

  private var mfaRefusal: Answer { ChatwootAnswer.failure(403, scenario.unverified.mfaBody) }

  private var version: Answer {
    let body = """
      {"version":"\(scenario.version.text)","timestamp":"2026-01-01 00:00:00","queue_services":"ok","data_services":"ok"}
      """
    return negotiated(ChatwootAnswer.success(Array(body.utf8)))
  }

  /// An answer in the format that the request asks for.
  private func negotiated(_ answer: Answer) -> Answer {
    var answer = answer
    answer.headers.append(Header("Vary", "Accept"))
    return answer
  }

  private var dashboard: Answer {
    Answer(
      status: 200, headers: [Header("Content-Type", "text/html; charset=utf-8")],
      body: .bytes(Array("<!DOCTYPE html>\n<html><head><title>Chatwoot</title></head><body></body></html>\n".utf8)))
  }
}
