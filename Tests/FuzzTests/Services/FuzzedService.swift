@testable import Rollcall

/// The readers of one service. Another service is one more file, and one more name in `all`.
struct FuzzedService: Sendable {
  /// The responses that it is asked for.
  let pages: [PageKind]
  /// The meaning of a response that is no success.
  let failure: @Sendable (FailedResponse) -> ServiceFailure
  /// What must hold for an address that somebody typed.
  var checkAddress: @Sendable (String) throws -> Void = { _ in }

  static let all: [FuzzedService] = [.crisp, .chatwoot]
}
