/// Unverified facts about Chatwoot. Each value is a guess that a scenario can replace; a client must not depend on any
/// of them.
package struct ChatwootUnverified: Sendable {
  /// The answer of an account that demands two factors, when the token's owner has none (Chatwoot's pull request
  /// 15877): only `error_code` is known.
  package var mfaBody =
    #"{"error":"Multi-factor authentication is required","error_code":"mfa_enrollment_required"}"#
  /// Whether that also affects the profile: unknown.
  package var mfaGatesProfile = false
  /// Whether the plan gate also affects `GET /api/v1/accounts/{id}`, whose controller does not have the gate.
  package var planGatesAccount = false
  /// The page of Rails' router for clients that do not ask for JSON; its text differs between releases.
  package var notFoundPage = """
    <!DOCTYPE html>
    <html><head><title>The page you were looking for doesn't exist (404)</title></head>
    <body><h1>The page you were looking for doesn't exist.</h1></body></html>

    """

  package init() {}
}
