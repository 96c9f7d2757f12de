/// What a reviewer looks at first: people and seats that are unusual.
struct Exceptions: AccessReceiver {
  private(set) var shared: LongList
  private(set) var leadersWithoutTwoFactor: LongList
  private(set) var custom: LongList
  private(set) var nowhere: LongList
  private(set) var invited: LongList
  private(set) var left: LongList

  private var tenant: AccessTenant?
  private var hasher = Hasher()
  /// The people of the tenant whose rights are custom ones, each once.
  private var customPeople: Set<UInt64> = []
  /// The people who left the tenant, as far as they are shown.
  private var gone: [(cells: HTML, places: HTML, count: Int)] = []
  private var goneIndexes: [UInt64: Int] = [:]

  /// The places of a person who left that are named.
  private static let placeLimit = 6

  init(limit: Int) {
    let list = LongList(limit: limit)
    (shared, leadersWithoutTwoFactor, custom, nowhere, invited, left) = (list, list, list, list, list, list)
  }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    self.tenant = tenant.withoutPlaces
    hasher = Hasher(keysOf: tenant.report.tenant)
  }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    guard let tenant else { return }
    switch standing {
    case .reads(let isLeading): seeReader(person, isLeading: isLeading, of: tenant)
    case .invited: invited.add("<td>\(HTML.tenant(tenant))</td>\(HTML.cells(of: person))<td>\(person.role)</td>")
    case .left:
      goneIndexes[hasher.key(person.id)] = gone.count
      gone.append((left.hasRoom ? .cells(of: person) : "", "", 0))
    case .nowhere: nowhere.add("<td>\(HTML.tenant(tenant))</td>\(HTML.cells(of: person))<td>\(person.role)</td>")
    case .unknownRole: custom.add(Self.customRow(person, of: tenant, "the role \(person.role), which is not known"))
    case .unknownMemberships: break
    }
  }

  private mutating func seeReader(_ person: AccessPerson, isLeading: Bool, of tenant: AccessTenant) {
    if SharedMailbox.isShared(person.email) {
      shared.add("<td>\(HTML.tenant(tenant))</td>\(HTML.cells(of: person))<td>\(person.role)</td>")
    }
    if isLeading, person.isTwoFactorEnabled == false {
      leadersWithoutTwoFactor.add("<td>\(HTML.tenant(tenant))</td>\(HTML.cells(of: person))<td>\(person.role)</td>")
    }
    if let role = person.role, !tenant.rules.entitlements.contains(where: { role.elementsEqual($0.utf8) }) {
      customPeople.insert(hasher.key(person.id))
      custom.add(Self.customRow(person, of: tenant, "the role \(role), which is not known"))
    }
  }

  private static func customRow(_ person: AccessPerson, of tenant: AccessTenant, _ rights: HTML) -> HTML {
    "<td>\(HTML.tenant(tenant))</td>\(HTML.cells(of: person))<td>\(rights)</td>"
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    guard let tenant else { return }
    if person.isDeleted {
      guard let index = goneIndexes[hasher.key(person.id)] else { return }
      gone[index].count += 1
      guard gone[index].count <= Self.placeLimit else { return }
      if gone[index].count > 1 { gone[index].places += ", " }
      gone[index].places += .place(place)
    } else if person.isEnabled, access.name == ReadingRules.customAccess,
      customPeople.insert(hasher.key(person.id)).inserted
    {
      custom.add(Self.customRow(person, of: tenant, "a custom role"))
    }
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {
    for person in gone {
      let rest: HTML = person.count > Self.placeLimit ? " and \(person.count - Self.placeLimit) more" : ""
      left.add("<td>\(HTML.tenant(tenant))</td>\(person.cells)<td>\(person.places)\(rest)</td>")
    }
    gone = []
    goneIndexes = [:]
    customPeople = []
  }
}

/// The names of mailboxes that several people read, so that nobody can tell who did something.
enum SharedMailbox {
  private static let names: Set<String> = [
    "accounting", "accounts", "admin", "administrator", "billing", "care", "contact", "customercare", "customerservice",
    "desk", "finance", "hello", "help", "helpdesk", "hi", "info", "inquiries", "it", "mail", "marketing", "no-reply",
    "noreply", "office", "operations", "ops", "orders", "sales", "security", "service", "services", "shared", "shop",
    "support", "team", "techsupport", "test", "webmaster",
  ]

  /// Whether the address is that of a mailbox with such a name, whatever follows a `+` in it.
  static func isShared(_ address: UnsafeRawBufferPointer?) -> Bool {
    guard let mailbox = MailDomains.mailbox(of: address) else { return false }
    return names.contains(String(mailbox.prefix { $0 != "+" }))
  }
}
