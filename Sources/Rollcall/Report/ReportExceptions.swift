/// The section of exceptions: first what was looked for and how often it was found, then the lists.
struct ReportExceptions {
  let survey: TenantSurvey
  let exceptions: Exceptions
  let domains: ForeignDomains
  let roles: CustomRoles
  let roster: RosterJoin?
  /// `rollcall access DIR`, and `rollcall report DIR` with more rows.
  let access: String
  let report: String

  /// A check: what was looked for, what is said about it, and what was found.
  private struct Check {
    let name: HTML
    let about: HTML
    let count: Int
    let table: HTML
  }

  /// The section.
  var html: HTML {
    var summary = HTML()
    var lists = HTML()
    for check in checks {
      summary += "<tr><th scope=\"row\">\(check.name)</th><td class=\"n\">\(check.count)</td></tr>\n"
      if check.count > 0 { lists += "<h3>\(check.name)</h3>\n<p>\(check.about)</p>\n\(check.table)\n" }
    }
    let undecided: HTML =
      survey.withoutUsualDomain > 0
      ? """
      <p class="note">In \(words: survey.withoutUsualDomain.counted("tenant")) no mail domain is the most common one, so \
      no address counts as foreign there.</p>

      """ : ""
    return """
      <section>
      <h2>Exceptions</h2>
      \(HTML.table("What was looked for, and how often it was found", ["Exception", .number("Found")], summary))
      \(undecided)\(lists)</section>
      """
  }

  private var checks: [Check] { rosterChecks + checksOfTenants + checksOfPeople }

  private var rosterChecks: [Check] {
    guard let roster else { return [] }
    return [
      check(
        "Not on the roster", "These people read conversations, and the roster does not have their address.",
        roster.strangers, columns(and: "Role"), "\(access) --format csv")
    ]
  }

  private var checksOfTenants: [Check] {
    [
      check(
        "One owner or administrator, or none", "If this person leaves, nobody can manage the tenant.",
        survey.fewLeaders, columns(and: "Role"), what: "tenants", report),
      Check(
        name: "Addresses of other mail domains",
        about: "Their mail domain is not the most common one of the tenant: suppliers, freelancers, private addresses.",
        count: domains.count,
        table: domains.table("Addresses of other mail domains: \(domains.count)", command: "\(access) --format csv")),
      check(
        "Custom roles", "A custom role narrows what its holders can do.", roles.list,
        ["Tenant", "Role", "Allows", .number("Holders"), "Held by"], what: "roles", report),
    ]
  }

  private var checksOfPeople: [Check] {
    [
      check(
        "Owners and administrators without two-factor sign-in", "The service tells that two-factor sign-in is off.",
        exceptions.leadersWithoutTwoFactor, columns(and: "Role"), report),
      check(
        "Shared mailboxes", "The address is not that of one person, so nobody can tell who reads.", exceptions.shared,
        columns(and: "Role"), "\(access) --format csv"),
      check(
        "People with a custom role or one that is not known", "Their role does not tell alone what they can read.",
        exceptions.custom, columns(and: "Rights"), "\(access) --format csv"),
      check(
        "Agents without an inbox", "These people have a seat and can read nothing.", exceptions.nowhere,
        columns(and: "Role"), report),
      check(
        "Invitations that are not accepted", "Whoever accepts can read from then on.", exceptions.invited,
        columns(and: "Role"), "\(access) --all --format csv"),
      check(
        "Deleted people who are still members",
        "They left, and the service still lists them as members of these places.", exceptions.left,
        columns(and: "Member of"), "\(access) --all --format csv"),
    ]
  }

  private func check(
    _ name: HTML, _ about: HTML, _ list: LongList, _ columns: [TableColumn], what: String = "people", _ command: String
  ) -> Check {
    Check(
      name: name, about: about, count: list.count,
      table: list.table("\(name): \(list.count)", columns, what: what, command: command))
  }

  private func columns(and last: TableColumn) -> [TableColumn] { ["Tenant", "Name", "E-mail", last] }
}
