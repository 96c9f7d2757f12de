import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Exports of real Chatwoot servers, compared with what their databases held.
@Suite(.timeLimit(.minutes(5))) struct `Recorded Chatwoot servers` {
  /// What an account's tables say, or should say, each a line.
  private struct Account: Equatable {
    var operators: Set<String> = []
    var resources: Set<String> = []
    var customRoles: Set<String> = []
    var grants: Set<String> = []
  }

  /// What the database held of an account, as far as the token was shown it.
  private func expected(_ id: String, _ account: JSONValue, shownBy server: RecordedServer) throws -> Account {
    let root = "/api/v1/accounts/\(id)"
    func list(_ name: String) -> [JSONValue] { account[name].elements }
    let memberships = try server.json(of: "/api/v1/profile")["accounts"].elements
    let isAdministrator = memberships.contains { "\($0["id"])" == id && $0["role"].text == "administrator" }
    // What this version's agents tell.
    let keys = try #require(try server.json(of: "\(root)/agents").elements.first).members.keys
    let told = Self.attributes.filter(keys.contains)

    var wanted = Account()
    wanted.resources.insert("account \(id) \(account["name"])")
    for agent in list("agents") {
      let (user, role) = (agent["id"], agent["role"].text ?? "")
      let attributes = told.map { " \($0)=\(agent[$0])" }.joined()
      let status = agent["confirmed"] == .bool(true) ? "enabled" : "disabled"
      wanted.operators.insert("\(user) \(agent["email"]) \(agent["name"]) “\(role)” \(status)\(attributes)")
      wanted.grants.insert("account:\(id):\(role):user:\(user)")
      if isAdministrator, told.contains("custom_role_id"), agent["custom_role_id"] != .null {
        wanted.grants.insert("account:\(id):custom_role_\(agent["custom_role_id"]):user:\(user)")
      }
    }
    for person in list("removed_but_in_a_team") {
      wanted.operators.insert("\(person["id"]) \(person["email"]) \(person["name"]) null deleted")
    }
    for team in list("teams") {
      wanted.resources.insert("team \(team["id"]) \(team["name"]) \(team["allow_auto_assign"]) \(team["description"])")
    }
    for inbox in list("inboxes") where isAdministrator {
      wanted.resources.insert("inbox \(inbox["id"]) \(inbox["name"]) \(inbox["channel_type"])")
    }
    for pair in list("team_members").map(\.elements) {
      guard server.status(of: "\(root)/teams/\(pair[0])/team_members") == 200 else { continue }
      wanted.grants.insert("team:\(pair[0]):member:user:\(pair[1])")
    }
    for pair in list("inbox_members").map(\.elements) where isAdministrator {
      wanted.grants.insert("inbox:\(pair[0]):member:user:\(pair[1])")
    }
    // They are not asked for where nobody has one.
    if wanted.grants.contains(where: { $0.contains(":custom_role_") }) {
      for role in list("custom_roles") {
        let permissions = role["permissions"].elements.compactMap(\.text).joined(separator: ", ")
        wanted.customRoles.insert("custom_role_\(role["id"]) \(role["name"]) “\(permissions)”")
      }
    }
    return wanted
  }

  private static let attributes = ["confirmed", "custom_role_id", "auto_offline", "provider"]

  /// What the tables say of an account.
  private func exported(_ id: String, _ rows: ExportedRows) throws -> Account {
    func table(_ table: Table) -> [[String: JSONValue]] {
      let columns = table.ownColumns
        .map { column in
          rows.column(column.name, of: table, tenant: id).map { $0.map(JSONValue.string) ?? .null }
        }
      return (columns.first ?? []).indices
        .map { row in
          Dictionary(uniqueKeysWithValues: zip(table.ownColumns.map(\.name), columns.map { $0[row] }))
        }
    }
    func attributes(of row: [String: JSONValue]) throws -> JSONValue {
      try JSONValue((row["attributes"]?.text ?? "").utf8)
    }

    var found = Account()
    for row in table(.operators) {
      let attributes = try attributes(of: row)
      let isDeleted = row["status"]?.text == "deleted"
      let told = isDeleted ? [] : Self.attributes.filter { attributes.members[$0] != nil }
      found.operators.insert(
        "\(row["operator_id"]!.text!) \(row["email"]!) \(row["display_name"]!) \(row["role"]!) \(row["status"]!.text!)"
          + told.map { " \($0)=\(attributes[$0])" }.joined())
    }
    for row in table(.resources) {
      let attributes = try attributes(of: row)
      let names = ["team": ["allow_auto_assign", "description"], "inbox": ["channel_type"]]
      let type = row["resource_type"]!.text!
      found.resources.insert(
        "\(type) \(row["resource_id"]!.text!) \(row["display_name"]!)"
          + (names[type] ?? []).map { " \(attributes[$0])" }.joined())
    }
    for row in table(.entitlements) where row["slug"]!.text!.hasPrefix("custom_role_") {
      found.customRoles.insert("\(row["slug"]!.text!) \(row["display_name"]!) \(row["description"]!)")
      #expect(row["purpose"] == .string("assignment"))
    }
    for row in table(.grants) { found.grants.insert(row["grant_id"]!.text!) }
    return found
  }

  @Test func `there are recordings of at least two versions`() { #expect(RecordedChatwoot.all.count >= 2) }

  @Test(arguments: RecordedChatwoot.all)
  func `the tables hold what the database held, as far as the token is shown it`(
    recording: RecordedChatwoot
  ) async throws {
    let outcome = try await recording.export()
    #expect(outcome.server.strangers.isEmpty, "\(outcome.server.strangers)")
    for (id, account) in try recording.database() {
      let wanted = try expected(id, account, shownBy: outcome.server)
      let found = try exported(id, outcome.rows)
      for table: KeyPath<Account, Set<String>> in [\.operators, \.resources, \.customRoles, \.grants] {
        #expect(found[keyPath: table] == wanted[keyPath: table], "account \(id)")
      }
    }
  }

  @Test(arguments: RecordedChatwoot.all)
  func `the manifest names exactly what the token is not shown`(recording: RecordedChatwoot) async throws {
    let outcome = try await recording.export()
    for tenant in outcome.manifest.tenants {
      let root = "/api/v1/accounts/\(tenant.tenantId)"
      guard outcome.server.status(of: "\(root)/agents") == 200 else {
        #expect(tenant.status == .failed && tenant.error?.reason == "Account is suspended")
        continue
      }
      let lost = outcome.server.requests.filter { path in
        path.hasPrefix("\(root)/teams/") && outcome.server.status(of: path) != 200
      }
      let parts = Set(lost.compactMap { $0.split(separator: "/").dropLast().last.map { "team:\($0):member" } })
      #expect(Set(tenant.missing.map(\.part)) == parts && tenant.missing.count == parts.count)
      let isShownInboxes = outcome.server.requests.contains("\(root)/inboxes")
      #expect(tenant.omitted.map(\.part) == (isShownInboxes ? [] : ["inboxes"]))
    }
    #expect(!outcome.manifest.complete)
    #expect(outcome.manifest.sources[0].serviceVersion == recording.version)
  }

  @Test(arguments: RecordedChatwoot.all)
  func `the rows do not depend on the number of workers`(recording: RecordedChatwoot) async throws {
    let (one, many) = (try await recording.export(workers: 1), try await recording.export(workers: 16))
    for table in Table.allCases {
      let isSame = one.rows[table] == many.rows[table]
      #expect(isSame, "\(table)")
    }
  }
}
