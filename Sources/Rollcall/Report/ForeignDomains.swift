/// The mail domains of people who read, other than the most common one of their tenant.
struct ForeignDomains: AccessReceiver {
  private struct Domain {
    let name: [UInt8]
    var count = 0
    var addresses: [String] = []
  }

  private let usualDomains: [[UInt8]?]
  private let limit: Int
  private var usual: [UInt8]?
  private var domains: [Domain] = []
  private var indexes: [[UInt8]: Int] = [:]
  private var groups = HTML()
  private var shownPeople = 0
  private var shownDomains = 0
  /// The people with an address of such a domain, once for each tenant.
  private(set) var count = 0

  /// The addresses of a domain that are named.
  private static let addressLimit = 3

  init(usualDomains: [[UInt8]?], limit: Int) {
    self.usualDomains = usualDomains
    self.limit = limit
  }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    usual = tenant.index < usualDomains.count ? usualDomains[tenant.index] : nil
  }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    guard case .reads = standing, let usual, let name = MailDomains.domain(of: person.email), name != usual else {
      return
    }
    count += 1
    var index = indexes[name]
    if index == nil, shownDomains + domains.count < limit {
      index = domains.count
      indexes[name] = index
      domains.append(Domain(name: name))
    }
    guard let index else { return }
    domains[index].count += 1
    guard domains[index].addresses.count < Self.addressLimit, let address = person.email else { return }
    domains[index].addresses.append(String(decoding: address, as: UTF8.self).shown(limit: HTML.valueLimit))
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {}

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {
    defer {
      domains = []
      indexes = [:]
    }
    guard let usual, !domains.isEmpty else { return }
    groups += """
      <tbody>
      <tr><th colspan="3" scope="rowgroup">\(HTML.tenant(tenant)) <span class="soft">most use \
      \(String(decoding: usual, as: UTF8.self))</span></th></tr>

      """
    // Equally common ones stay in the order in which they came.
    for domain in domains.enumerated().sorted(by: { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }) {
      groups += Self.row(domain.element)
      shownPeople += domain.element.count
    }
    shownDomains += domains.count
    groups += "</tbody>\n"
  }

  private static func row(_ domain: Domain) -> HTML {
    let rest = domain.count - domain.addresses.count
    let more: HTML = rest > 0 ? " and \(rest) more" : ""
    let addresses = domain.addresses.map { "\($0)" as HTML }.joined(by: ", ")
    return
      "<tr><td>\(String(decoding: domain.name, as: UTF8.self))</td><td class=\"n\">\(domain.count)</td><td>\(addresses)\(more)</td></tr>\n"
  }

  /// The table.
  func table(_ caption: HTML, command: String) -> HTML {
    .table(caption, ["Mail domain", .number("People"), "Addresses"], grouped: true, groups)
      + .more(count - shownPeople, "people", command)
  }
}
