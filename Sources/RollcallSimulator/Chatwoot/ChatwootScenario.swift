/// Everything that the simulated Chatwoot is: which release, who may ask, what there is, what goes wrong and when.
package struct ChatwootScenario: Sendable {
  package var version = ChatwootVersion.v4_15
  package var tokens: [ChatwootToken]
  package var accounts: [ChatwootAccount]
  /// What goes wrong. The first rule that applies to a request decides.
  package var faults: [FaultRule] = []
  /// Chatwoot's throttle by client address; nil for none.
  package var limit: ChatwootLimit?
  /// A proxy in front drops header fields with an underscore in their name, as nginx does unless told otherwise.
  package var proxyStripsUnderscores = false
  /// `Authorization: Bearer` carries a token and wins over `api_access_token`, as expected after 4.18 (Chatwoot's pull
  /// request 15941, not merged when it was read). Without it the field is not looked at.
  package var bearerWins = false
  /// Where a proxy mounts it, e.g. `/chat`: no slash at the end, empty for the root.
  package var pathPrefix = ""
  /// Whether orders that nobody promises, and `availability_status`, change from one call of a path to the next. They
  /// follow from the seed and the number of the call, so a fresh simulator repeats them.
  package var changesBetweenCalls = true
  package var unverified = ChatwootUnverified()

  package init(tokens: [ChatwootToken] = [.demo], accounts: [ChatwootAccount] = []) {
    self.tokens = tokens
    self.accounts = accounts
  }
}

/// The throttle by client address (Chatwoot's `config/initializers/rack_attack.rb`): a fixed window, aligned to the
/// epoch; every request counts, refused ones included.
package struct ChatwootLimit: Sendable {
  /// Requests of a window that are answered: 3,000 by default, 300 before 3.1.0.
  package var requests: Int
  /// Seconds of a window. Chatwoot's is a minute; tests may shorten it.
  package var windowSeconds = 60
  /// Chatwoot sends none; a proxy may add it.
  package var retryAfter: RetryAfter?

  package init(requests: Int, windowSeconds: Int = 60, retryAfter: RetryAfter? = nil) {
    self.requests = requests
    self.windowSeconds = windowSeconds
    self.retryAfter = retryAfter
  }
}
