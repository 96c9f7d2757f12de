/// The simulated Chatwoot as a whole: release, tokens, accounts, and the faults with their times.
package struct ChatwootScenario: Sendable {
  package var version = ChatwootVersion.v4_15
  package var tokens: [ChatwootToken]
  package var accounts: [ChatwootAccount]
  /// The faults. The first rule that matches a request decides.
  package var faults: [FaultRule] = []
  /// Faults of a share of the requests that no rule affects.
  package var randomFaults: RandomFaults?
  /// The throttle by client address (Chatwoot's `config/initializers/rack_attack.rb`): 3,000 requests in a minute by
  /// default, 300 before 3.1.0, without `Retry-After`, which a proxy can add. nil for none.
  package var limit: RateLimit?
  /// The ends that Puma sets to connections; nil for those of the release.
  package var connectionLimits: ChatwootConnectionLimits?
  /// Whether the installation has a key for signed visitors: then a profile has `hmac_identifier`.
  package var signsVisitors = false
  /// Whether a proxy drops header fields with an underscore in their name, as nginx does by default.
  package var proxyStripsUnderscores = false
  /// Whether `Authorization: Bearer` carries a token and takes precedence over `api_access_token`, as expected after
  /// 4.18 (Chatwoot's pull request 15941, not merged when it was read). Otherwise the field is ignored.
  package var bearerWins = false
  /// The path at which a proxy serves it, e.g. `/chat`: without a slash at the end, empty for the root.
  package var pathPrefix = ""
  /// Whether orders that Chatwoot does not promise, and `availability_status`, change from one call of a path to the
  /// next. They follow from the seed and the number of the call, so a fresh simulator repeats them.
  package var changesBetweenCalls = true
  package var unverified = ChatwootUnverified()

  package init(tokens: [ChatwootToken] = [.demo], accounts: [ChatwootAccount] = []) {
    self.tokens = tokens
    self.accounts = accounts
  }
}

/// The ends that Puma sets to a connection that is kept alive.
package struct ChatwootConnectionLimits: Sendable {
  /// The request that is the last on its connection, counted from 1; nil for no end.
  package var requests: Int?
  /// The seconds without a request after which the connection is closed.
  package var idleSeconds: Int

  package init(requests: Int?, idleSeconds: Int) {
    self.requests = requests
    self.idleSeconds = idleSeconds
  }

  /// The defaults of the release's Puma: 999 requests and 65 seconds since 7, only 20 seconds before.
  static func of(_ version: ChatwootVersion) -> ChatwootConnectionLimits {
    version.hasPuma7
      ? ChatwootConnectionLimits(requests: 999, idleSeconds: 65)
      : ChatwootConnectionLimits(requests: nil, idleSeconds: 20)
  }
}
