extension ExportError {
  /// What a broken transfer means.
  init(_ error: TransportError) {
    switch error.code {
    case .untrusted:
      self.init(
        .unavailable, scope: .service, "the server's identity could not be verified: \(error.message)",
        cause: "its certificate is not signed by an authority that this machine trusts, or is for another name",
        advice: "check the base URL; for a private authority, give its certificate with --ca-file")
    case .badRequest:
      self.init(
        .configuration, scope: .service, "the request could not be made: \(error.message)",
        advice: "check the base URL")
    case .tooLarge:
      self.init(
        .undecodable, scope: .tenant, "the response cannot be right: \(error.message)",
        cause: "something on the way answered in the service's place, or means no good",
        advice: "check the base URL and the proxy settings")
    case .nameNotFound, .connectionFailed:
      self.init(
        .unavailable, scope: .service, "no connection to the service: \(error.message)",
        advice: "check the base URL, the network and the proxy settings, then run again")
    case .connectionLost, .timedOut, .badResponse:
      // The service is there, so the others may fare better.
      self.init(
        .unavailable, scope: .tenant, "the service's answer did not arrive whole: \(error.message)",
        advice: "run again later")
    }
  }

  /// What an undecodable response of a service means.
  init(_ error: DecodeError, from service: String) {
    let place = error.offset.map { ", near byte \($0)" } ?? ""
    let excerpt = error.excerpt.map { $0.isEmpty ? "" : ": “\($0)”" } ?? ""
    self.init(
      .undecodable, scope: .tenant, "the response of \(service) cannot be right: \(error.message)\(place)\(excerpt)",
      cause: "the service changed what it sends, or something on the way answered in its place",
      advice: "check the base URL; if the service changed, look for a newer Rollcall")
  }

  /// What a spent budget means.
  init(_ error: RequestBudgetSpent, service: String) {
    self.init(
      .limited, scope: .rest, "the budget of \(error.budget) requests to \(service) is spent",
      cause: "--request-budget is the most that one run sends to a service, retries included",
      advice: "run again with --resume to go on where this run stopped, or with a larger --request-budget")
  }
}
