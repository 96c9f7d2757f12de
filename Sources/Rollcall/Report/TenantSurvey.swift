/// What is known of each tenant before its people are told: how many lead it, and which mail domain is usual in it.
struct TenantSurvey: AccessReceiver {
  /// The most common mail domain of each tenant, by its index in the manifest; `nil` without one.
  private(set) var usualDomains: [[UInt8]?] = []
  /// The tenants in which people read and no mail domain is the most common one.
  private(set) var withoutUsualDomain = 0
  /// The tenants that one person leads, or none.
  private(set) var fewLeaders: LongList
  private var domains = MailDomains()
  private var readers = 0
  private var leaders = 0
  /// The cells of the last leader.
  private var leader = HTML()

  init(limit: Int) { fewLeaders = LongList(limit: limit) }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    domains = MailDomains()
    (readers, leaders) = (0, 0)
  }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    guard case .reads(let isLeading) = standing else { return }
    readers += 1
    domains.take(person.email)
    guard isLeading else { return }
    leaders += 1
    if leaders == 1 { leader = .linkedCells(of: person) }
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {}

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {
    let usual = domains.usual
    while usualDomains.count < tenant.index { usualDomains.append(nil) }
    usualDomains.append(usual)
    if usual == nil, readers > 1 { withoutUsualDomain += 1 }
    // Who leads a tenant that was not read is not known.
    guard tenant.report.status != .failed, leaders < 2 else { return }
    let role = tenant.rules.reading.leadingRole
    fewLeaders.add(
      leaders == 1
        ? "<td>\(HTML.tenant(tenant))</td>\(leader)<td>\(words: role)</td>"
        : "<td>\(HTML.tenant(tenant))</td><td></td><td></td><td>no \(words: role) is known</td>")
  }
}
