import Backpressure

/// The decision whether a token can make a request, in the order of Crisp's errors: identity, quota, tier of the route,
/// reach of the website, scope.
final class CrispGate: Sendable {
  private let tokens: [CrispToken]
  private let reach: [Set<String>?]
  private let indexOfCredentials: [String: Int]
  private let websites: [String: CrispWebsite]
  private let unverified: CrispUnverified
  private let counts: Lock<Counts>

  private struct Counts {
    var byToken: [Int]
    var byWebsite: [String: Int] = [:]
  }

  init(_ scenario: CrispScenario) {
    tokens = scenario.tokens
    reach = tokens.map { token in
      switch token.reach {
      case .all: nil
      case .websites(let ids): Set(ids)
      }
    }
    indexOfCredentials = Dictionary(
      tokens.enumerated().map { ("\($1.identifier):\($1.key)", $0) }, uniquingKeysWith: { first, _ in first })
    websites = Dictionary(scenario.websites.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    unverified = scenario.unverified
    counts = Lock(Counts(byToken: Array(repeating: 0, count: tokens.count)))
  }

  /// A token that was accepted, by its place in the scenario.
  struct Pass {
    let token: CrispToken
    fileprivate let websites: Set<String>?

    var reachesAll: Bool { websites == nil }

    func reaches(_ website: String) -> Bool {
      websites?.contains(website) ?? true
    }
  }

  /// The token of the request, counted; nil for missing or unknown credentials, a token under a wrong tier, and a
  /// revoked one. A request without the tier's header belongs to a user.
  func identify(_ request: Request) -> (pass: Pass, number: Int)? {
    guard let credentials = request.header("Authorization").flatMap(BasicCredentials.decode),
      let index = indexOfCredentials[credentials],
      tokens[index].tier.headerValue == request.header("X-Crisp-Tier") ?? "user"
    else { return nil }
    let number = counts.withLock { counts in
      counts.byToken[index] += 1
      return counts.byToken[index]
    }
    if let revoked = tokens[index].revokedFromRequest, number >= revoked { return nil }
    return (Pass(token: tokens[index], websites: reach[index]), number)
  }

  /// The refusal; nil if the request can be answered.
  func refusal(of route: CrispRoute, to pass: Pass, request number: Int) -> Answer? {
    if let quota = pass.token.dailyQuota, number > quota { return CrispAnswer.failure(unverified.usedUpQuota) }
    guard route.isOpen(to: pass.token.tier) else { return CrispAnswer.failure(unverified.restrictedTier) }
    if let website = route.website, let refusal = refusal(of: website, to: pass) { return refusal }
    if case .change = route { return CrispAnswer.failure(403, "not_allowed") }
    if pass.token.tier == .pluginProduction, let scope = route.scope, !pass.token.scopes.contains(scope) {
      return CrispAnswer.failure(unverified.missingScope)
    }
    return nil
  }

  private func refusal(of id: String, to pass: Pass) -> Answer? {
    let isKnown = websites[id] != nil
    switch pass.token.tier {
    case .pluginProduction, .pluginDevelopment:
      // An unknown website is treated the same: a plugin learns nothing about websites that it is not subscribed to.
      guard isKnown, pass.reaches(id), isStillSubscribed(id) else { return CrispAnswer.failure(404, "not_subscribed") }
    case .website:
      guard isKnown, pass.reaches(id) else { return CrispAnswer.failure(unverified.foreignWebsite) }
    case .user:
      guard isKnown else { return CrispAnswer.failure(unverified.unknownWebsite) }
      guard pass.reaches(id) else { return CrispAnswer.failure(403, "not_allowed") }
    }
    return nil
  }

  private func isStillSubscribed(_ id: String) -> Bool {
    guard let last = websites[id]?.unsubscribedFromRequest else { return true }
    return counts.withLock { counts in
      counts.byWebsite[id, default: 0] += 1
      return counts.byWebsite[id]! < last
    }
  }
}
