/// The numbers at the top of the page.
struct ReportNumbers {
  let readers: Int
  let leaders: Int
  let totals: AccessTotals
  let withoutTwoFactor: Int
  let withTwoFactor: Int
  let changes: ReportChanges?
  let roster: RosterJoin?

  /// The section.
  var html: HTML {
    var cards: [HTML] = [
      card("People who can read", readers, "\(words: places)"),
      card("Owners and administrators", leaders, "\(words: seats)"),
      card("Without two-factor sign-in", withoutTwoFactor, "\(words: twoFactorNotTold)"),
      card("Open invitations", totals.invited, "not accepted, not counted as people"),
    ]
    if let changes { cards.append(card("Changes", changes.count, "since \(words: changes.since) UTC")) }
    // A roster that does not tell who left has no number of them, and none is not one.
    if let roster, roster.tellsWhoLeft {
      cards.insert(card("Left, with access", roster.leaverCount, "according to the roster"), at: 0)
    }
    return """
      <section>
      <h2>Numbers</h2>
      <dl class="numbers">
      \(cards.joined())</dl>
      \(notCounted)\(unknown)</section>
      """
  }

  private func card(_ name: HTML, _ number: Int, _ about: HTML) -> HTML {
    "<div><dt>\(name)</dt><dd class=\"number\">\(number)</dd><dd class=\"soft\">\(about)</dd></div>\n"
  }

  private var places: String {
    "in \(totals.placeCount.grouped) \(totals.placeCount == 1 ? "place" : "places") of "
      + "\(totals.tenantCount.grouped) \(totals.tenantCount == 1 ? "tenant" : "tenants")"
  }

  private var seats: String {
    let seats = totals.leadingSeats.sorted { $0.key < $1.key }.map { $0.value.seats($0.key) }
    return seats.isEmpty ? "none" : "seats: " + seats.joined(separator: ", ")
  }

  private var twoFactorNotTold: String {
    let notTold = readers - withoutTwoFactor - withTwoFactor
    return notTold > 0 ? "not told of \(notTold.grouped) others" : "told of everyone"
  }

  private var notCounted: HTML {
    var parts: [String] = []
    if totals.left > 0 { parts.append("\(people(totals.left)) who left and still have memberships") }
    if totals.nowhere > 0 { parts.append("\(people(totals.nowhere)) with a seat and no place to read") }
    if totals.unknownMemberships > 0 {
      parts.append("\(people(totals.unknownMemberships)) of whom not all memberships were read")
    }
    let unknown = totals.unknownRoles.values.reduce(0, +)
    if unknown > 0 { parts.append("\(people(unknown)) with a role of which is unknown what it allows") }
    return parts.isEmpty ? "" : "<p>Not counted: \(words: parts.joined(separator: "; ")).</p>\n"
  }

  private var unknown: HTML {
    totals.unknowns.texts
      .map { "<p>Unknown: \(words: $0.text) (\(words: $0.tenants.counted("tenant"))).</p>\n" as HTML }
      .joined()
  }

  private func people(_ count: Int) -> String { count == 1 ? "1 person" : "\(count.grouped) people" }
}
