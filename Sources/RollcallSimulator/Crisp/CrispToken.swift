/// A token pair of the simulated Crisp (Crisp's guide Authentication).
package struct CrispToken: Sendable {
  /// The kinds of token. Only `pluginProduction` is subject to scopes.
  package enum Tier: Sendable {
    case pluginProduction, pluginDevelopment, website, user

    /// The value of the header `X-Crisp-Tier`.
    var headerValue: String {
      switch self {
      case .pluginProduction, .pluginDevelopment: "plugin"
      case .website: "website"
      case .user: "user"
      }
    }
  }

  /// The websites within a token's reach: those that installed the plugin, the trusted ones of a development token, the
  /// one of a website token, those of the user.
  package enum Reach: Sendable {
    case all
    case websites([String])
  }

  package var identifier: String
  package var key: String
  package var tier: Tier
  /// Granted scopes as `namespace:read`, e.g. `website:operators:read`.
  package var scopes: Set<String>
  package var reach: Reach
  /// The number of requests a day; nil for no limit. Crisp's defaults are 5,000 for a plugin and 10,000 for a website
  /// token. A used-up quota stays used up, because a simulation has no next day.
  package var dailyQuota: Int?
  /// From this request with the token on (counted from 1), it is unknown: a token that is rolled in the middle of a
  /// run.
  package var revokedFromRequest: Int?

  package init(
    identifier: String, key: String, tier: Tier = .pluginProduction,
    scopes: Set<String> = [CrispToken.operatorsScope, CrispToken.inboxesScope], reach: Reach = .all,
    dailyQuota: Int? = nil, revokedFromRequest: Int? = nil
  ) {
    self.identifier = identifier
    self.key = key
    self.tier = tier
    self.scopes = scopes
    self.reach = reach
    self.dailyQuota = dailyQuota
    self.revokedFromRequest = revokedFromRequest
  }
}

extension CrispToken {
  /// The only scope that listing operators needs (Crisp's guide Token scopes).
  package static let operatorsScope = "website:operators:read"

  /// The scope of sub-inboxes and teams: its name is unverified.
  package static let inboxesScope = "website:inboxes:read"

  /// The identifier of the token in every ready-made scenario. It is made up and opens only a simulation.
  package static let demoIdentifier = "0d3a0d3a-5eed-4c15-9a11-5a0000000001"
  /// The key of that token. It is made up and opens only a simulation.
  package static let demoKey = "de300000000000000000000000000000000000000000000000000000000000de"

  /// A production plugin token with the scopes of operators and of sub-inboxes that reaches every website and has no quota.
  package static let demo = CrispToken(identifier: demoIdentifier, key: demoKey)
}
