import Backpressure

/// The identification of the caller by the token alone (Chatwoot's `access_token_auth_helper.rb`).
final class ChatwootGate: Sendable {
  enum Caller: Sendable {
    /// No token, or a blank one.
    case nobody
    case unknown
    /// A token whose owner is not a user.
    case bot(label: String)
    case user(User)

    var label: String? {
      switch self {
      case .nobody, .unknown: nil
      case .bot(let label): label
      case .user(let user): user.token.label
      }
    }
  }

  struct User: Sendable {
    let id: Int
    let isSuperAdmin: Bool
    let token: ChatwootToken
  }

  private let scenario: ChatwootScenario
  private let indexOfToken: [String: Int]
  private let counts: Lock<[Int]>

  init(_ scenario: ChatwootScenario) {
    self.scenario = scenario
    indexOfToken = Dictionary(
      scenario.tokens.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { first, _ in first })
    counts = Lock(Array(repeating: 0, count: scenario.tokens.count))
  }

  /// The caller. The request counts for a token that will be revoked.
  func caller(of request: Request) -> Caller {
    guard let text = text(in: request) else { return .nobody }
    guard let index = indexOfToken[text] else { return .unknown }
    let number = counts.withLock { counts in
      counts[index] += 1
      return counts[index]
    }
    let token = scenario.tokens[index]
    if let revoked = token.revokedFromRequest, number >= revoked { return .unknown }
    switch token.owner {
    case .user(let id): return .user(User(id: id, isSuperAdmin: false, token: token))
    case .superAdmin(let id): return .user(User(id: id, isSuperAdmin: true, token: token))
    case .agentBot, .platformApp: return .bot(label: token.label)
    }
  }

  private func text(in request: Request) -> String? {
    if scenario.bearerWins, let bearer = request.header("Authorization"), bearer.lowercased().hasPrefix("bearer ") {
      return String(bearer.dropFirst(7))
    }
    let hyphenated = request.header("Api-Access-Token")
    let underscored = scenario.proxyStripsUnderscores ? nil : request.header("api_access_token")
    let text =
      scenario.version.prefersUnderscoredHeader ? underscored ?? hyphenated : hyphenated ?? underscored
    guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
    return text
  }
}
