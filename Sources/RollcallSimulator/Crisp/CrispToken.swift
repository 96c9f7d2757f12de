/// A token pair that the simulated Crisp knows (Crisp's guide Authentication).
package struct CrispToken: Sendable {
  /// The kinds of token. Only `pluginProduction` is subject to scopes.
  package enum Tier: Sendable {
    case pluginProduction, pluginDevelopment, website, user

    /// What the header `X-Crisp-Tier` has to say.
    var headerValue: String {
      switch self {
      case .pluginProduction, .pluginDevelopment: "plugin"
      case .website: "website"
      case .user: "user"
      }
    }
  }

  /// Which websites a token reaches: those that installed the plugin, the trusted ones of a development token, the one
  /// of a website token, those of the user.
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
  /// Requests a day; nil for no limit. Crisp's defaults are 5,000 for a plugin and 10,000 for a website token. A used-up
  /// quota stays used up: tomorrow never comes in a simulation.
  package var dailyQuota: Int?
  /// From this request (counted from 1, by this token) on it is unknown: a token rolled in the middle of a run.
  package var revokedFromRequest: Int?

  package init(
    identifier: String, key: String, tier: Tier = .pluginProduction,
    scopes: Set<String> = [CrispToken.operatorsScope], reach: Reach = .all, dailyQuota: Int? = nil,
    revokedFromRequest: Int? = nil
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
  /// The one scope that listing operators takes (Crisp's guide Token scopes).
  package static let operatorsScope = "website:operators:read"

  /// The identifier of the token that every ready-made scenario knows. Made up; it opens nothing but a simulation.
  package static let demoIdentifier = "0d3a0d3a-5eed-4c15-9a11-5a0000000001"
  /// The key of that token. Made up; it opens nothing but a simulation.
  package static let demoKey = "de300000000000000000000000000000000000000000000000000000000000de"

  /// A production plugin token with the operators scope that reaches every website and has no quota.
  package static let demo = CrispToken(identifier: demoIdentifier, key: demoKey)
}
