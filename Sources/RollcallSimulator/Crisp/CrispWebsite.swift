/// One website of the simulated Crisp: its description and its operators.
package struct CrispWebsite: Sendable {
  /// The source of a website's operators.
  package enum Operators: Sendable {
    /// That many operators with values drawn from the scenario's seed.
    case generated(count: Int)
    /// The whole response body, byte for byte, to plant values.
    case raw([UInt8])
  }

  /// The value of `logo`: the reference says only that it can be blank.
  package enum Logo: String, Sendable {
    case url, blank, null, absent
  }

  /// The website's id, a lower-case UUID.
  package var id: String
  package var name: String
  /// A bare host name.
  package var domain: String
  package var logo: Logo
  /// Sent when it has a value (new in Crisp's API in 2026-06, so often absent).
  package var verified: Bool?
  /// Sent when it has a value (new in Crisp's API in 2026-06, so often absent).
  package var institutional: Bool?
  /// Replaces the whole body of Get A Website, byte for byte.
  package var rawProfile: [UInt8]?

  package var operators: Operators
  /// The seats of generated operators on a later day; nil for the first day.
  var seats: Seats?
  /// The number of first operators who are the same users as on every other website that shares some.
  package var sharedOperators = 0
  /// The number of open invitations, which come after the operators in the list.
  package var pendingInvitations = 0
  /// The number of elements with an unknown `type`, at the end of the list.
  package var unknownElements = 0
  /// Whether one operator in a hundred has a role that is neither `owner` nor `member`.
  package var unknownRoles = false
  /// The number of first operators in List Last Active Website Operators.
  package var activeOperators = 0
  /// The number of former operators in the same list.
  package var departedActiveOperators = 0

  /// The teams, in the order in which they are listed.
  package var teams: [CrispTeam] = []
  /// The sub-inboxes, in the order in which they are listed.
  package var inboxes: [CrispInbox] = []

  /// Whether the plugin's settings were saved: `filter_configured=1` hides the website otherwise.
  package var isConfigured = true
  /// From this request for the website on (counted from 1), plugin tokens get 404 `not_subscribed`, while the list of
  /// connected websites still names it: a website that is unsubscribed in the middle of a run.
  package var unsubscribedFromRequest: Int?

  package init(
    id: String, name: String, domain: String, logo: Logo = .url, verified: Bool? = nil, institutional: Bool? = nil,
    operators: Operators
  ) {
    self.id = id
    self.name = name
    self.domain = domain
    self.logo = logo
    self.verified = verified
    self.institutional = institutional
    self.operators = operators
  }
}
