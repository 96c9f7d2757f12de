/// The simulated routes of Crisp's REST API v1.
enum CrispRoute: Equatable {
  /// Check If Website Exists.
  case websiteExists
  /// Get A Website.
  case website(String)
  /// List Website Operators.
  case operators(website: String)
  /// List Last Active Website Operators.
  case activeOperators(website: String)
  /// Get A Website Operator.
  case oneOperator(website: String, user: String)
  /// List Inboxes.
  case inboxes(website: String, page: Int)
  /// Get An Inbox.
  case inbox(website: String, id: String)
  /// List Teams.
  case teams(website: String, page: Int)
  /// Get A Team.
  case team(website: String, id: String)
  /// Any change to the operators of a website: open to users only, and refused to them, too.
  case change(website: String)
  /// Get Connect Account.
  case connectAccount
  /// Check Connect Session Validity.
  case connectSession
  /// List All Connect Websites.
  case connectedWebsites(page: Int)

  enum Mismatch: Error {
    case unknownPath
    case wrongMethod
  }

  init(method: String, path: String) throws(Mismatch) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    guard parts.count >= 2, parts[0] == "v1" else { throw .unknownPath }
    let routes: [String: CrispRoute]
    switch (parts[1], parts.count) {
    case ("website", 2):
      routes = ["HEAD": .websiteExists]
    case ("website", 3) where !parts[2].isEmpty:
      routes = ["GET": .website(parts[2]), "DELETE": .change(website: parts[2])]
    case ("website", 4) where parts[3] == "operator":
      routes = ["POST": .change(website: parts[2])]
    case ("website", 5) where parts[3] == "operator" && !parts[4].isEmpty:
      let change = CrispRoute.change(website: parts[2])
      routes = ["GET": .oneOperator(website: parts[2], user: parts[4]), "PATCH": change, "DELETE": change]
    case ("website", 5) where parts[3...] == ["operators", "list"]:
      routes = ["GET": .operators(website: parts[2])]
    case ("website", 5) where parts[3...] == ["operators", "active"]:
      routes = ["GET": .activeOperators(website: parts[2]), "DELETE": .change(website: parts[2])]
    case ("website", 6) where parts[3...4] == ["inboxes", "list"]:
      routes = ["GET": .inboxes(website: parts[2], page: try Self.page(parts[5]))]
    case ("website", 6) where parts[3...4] == ["teams", "list"]:
      routes = ["GET": .teams(website: parts[2], page: try Self.page(parts[5]))]
    case ("website", 5) where parts[3] == "inbox" && !parts[4].isEmpty:
      routes = ["GET": .inbox(website: parts[2], id: parts[4])]
    case ("website", 5) where parts[3] == "team" && !parts[4].isEmpty:
      routes = ["GET": .team(website: parts[2], id: parts[4])]
    case ("plugin", 4) where parts[2...] == ["connect", "account"]:
      routes = ["GET": .connectAccount]
    case ("plugin", 4) where parts[2...] == ["connect", "session"]:
      routes = ["HEAD": .connectSession]
    case ("plugin", 6) where parts[2...4] == ["connect", "websites", "all"]:
      routes = ["GET": .connectedWebsites(page: try Self.page(parts[5]))]
    default:
      throw .unknownPath
    }
    guard let route = routes[method] else { throw .wrongMethod }
    self = route
  }

  /// Pages count from 1; page 0 is undocumented.
  private static func page(_ text: String) throws(Mismatch) -> Int {
    guard let page = Int(text), page >= 1 else { throw .unknownPath }
    return page
  }

  /// The website that the path names.
  var website: String? {
    switch self {
    case .website(let id), .operators(let id), .activeOperators(let id), .oneOperator(let id, _), .change(let id),
      .inboxes(let id, _), .inbox(let id, _), .teams(let id, _), .team(let id, _):
      id
    case .websiteExists, .connectAccount, .connectSession, .connectedWebsites: nil
    }
  }

  /// The scope that a production plugin token needs; Get A Website takes none.
  var scope: String? {
    switch self {
    case .operators, .activeOperators, .oneOperator: CrispToken.operatorsScope
    case .inboxes, .inbox, .teams, .team: CrispToken.inboxesScope
    default: nil
    }
  }

  func isOpen(to tier: CrispToken.Tier) -> Bool {
    switch self {
    case .connectAccount, .connectSession, .connectedWebsites: tier == .pluginProduction || tier == .pluginDevelopment
    case .change: tier == .user
    default: true
    }
  }
}
