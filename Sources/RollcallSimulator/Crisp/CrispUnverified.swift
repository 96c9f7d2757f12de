/// Unverified facts about Crisp. Each value is a guess that a scenario can replace; a client must not depend on any of
/// them.
package struct CrispUnverified: Sendable {
  /// A status and a reason.
  package struct Refusal: Sendable {
    package var status: Int
    package var reason: String

    package init(_ status: Int, _ reason: String) {
      self.status = status
      self.reason = reason
    }
  }

  /// A route that is not open to the tier. The reason is known, the status is unverified.
  package var restrictedTier = Refusal(403, "restricted_route_tier")
  /// A production plugin token without the scope: unverified.
  package var missingScope = Refusal(403, "not_allowed")
  /// A website token used on another website: unverified.
  package var foreignWebsite = Refusal(403, "not_allowed")
  /// A website that a user token does not know: unverified for GET.
  package var unknownWebsite = Refusal(404, "website_not_found")
  /// A user that is not an operator of the website: unverified.
  package var unknownOperator = Refusal(404, "operator_not_found")
  /// A sub-inbox or a team that the website does not have: unverified.
  package var unknownGroup = Refusal(404, "not_found")
  /// A method that the path does not have: unverified.
  package var wrongMethod = Refusal(405, "method_not_allowed")
  /// The reason of a 429 beyond a rate limit: unverified.
  package var rateLimited = "rate_limited"
  /// The daily quota is used up: 429, 420 or 423 `quota_limit_exceeded`; unverified which.
  package var usedUpQuota = Refusal(429, "quota_limit_exceeded")
  /// The `type` of an invitation in the operators list: unverified.
  package var inviteType = "invite"

  package init() {}
}
