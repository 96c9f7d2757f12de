/// Crisp's endpoints (https://docs.crisp.chat/references/rest-api/v1/).
enum CrispEndpoints {
  /// All endpoints, in the order in which an export asks.
  static let all = ofPlugin + ofWebsite
  /// Asked once, for the list of a plugin's websites.
  static let ofPlugin = [account, connectedWebsites]
  /// Asked about each website.
  static let ofWebsite = [teams, inboxes, website, lastActive, operators]

  /// *Get Connect Account*.
  static let account = Endpoint("GET /v1/plugin/connect/account", "which plugin the token is of")
  /// *List All Connect Websites*.
  static let connectedWebsites = Endpoint(
    "GET /v1/plugin/connect/websites/all/{page}", "every website that installed the plugin, until an empty page")
  /// *List Website Teams*.
  static let teams = Endpoint(
    "GET /v1/website/{website_id}/teams/list/{page}", "the website's teams and whom they name, until an empty page")
  /// *List Website Inboxes*.
  static let inboxes = Endpoint(
    "GET /v1/website/{website_id}/inboxes/list/{page}",
    "the website's sub-inboxes and whom they name, until an empty page")
  /// *Get A Website*.
  static let website = Endpoint("GET /v1/website/{website_id}", "the website's name and domain")
  /// *List Last Active Website Operators*.
  static let lastActive = Endpoint(
    "GET /v1/website/{website_id}/operators/active", "when operators were last active")
  /// *List Website Operators*.
  static let operators = Endpoint(
    "GET /v1/website/{website_id}/operators/list",
    "all operators of the website with their roles, in one response")
}
