/// The access of a snapshot as text for people: by tenant and place, the highest rights first.
struct AccessText: AccessReceiver {
  /// The most lines that are shown before the rest is only counted.
  struct Limits {
    var places = 100
    var people = 20

    /// For one person, or for one place.
    static let narrow = Limits(places: 1_000, people: 1_000)
  }

  private var output: TextOutput
  private let limits: Limits
  /// The command that lists one place, without the place.
  private let command: String
  private var tenant: AccessTenant?
  private var isTenantNamed = false
  private var place: PlaceSummary?
  private var placeCount = 0
  private var hiddenPlaces = 0

  init(to output: TextOutput, command: String, limits: Limits = Limits()) {
    self.output = output
    self.limits = limits
    self.command = command
  }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    self.tenant = tenant
    isTenantNamed = false
  }

  mutating func begin(_ place: AccessPlace) throws(RollcallError) {
    try finishPlace()
    self.place = PlaceSummary(place, limit: limits.people)
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    self.place?.take(person, access)
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) { try finishPlace() }

  private mutating func finishPlace() throws(RollcallError) {
    guard let summary = place.take(), let tenant, summary.count > 0 else { return }
    guard placeCount < limits.places else {
      hiddenPlaces += 1
      return
    }
    placeCount += 1
    if !isTenantNamed {
      isTenantNamed = true
      let name = tenant.name.map { " “\($0.shown(limit: 60))”" } ?? ""
      let report = tenant.report
      try output.line()
      try output.line(
        "\(report.service) \(tenant.rules.tenantType)\(name) \(report.tenantId.shown(limit: 80)) at \(report.instance.shown(limit: 80))"
      )
    }
    try output.lines(summary.lines(command: command))
  }

  /// Writes the end: how many places are not shown.
  mutating func finish() throws(RollcallError) {
    if hiddenPlaces > 0 {
      try output.line()
      try output.line("and \(hiddenPlaces.grouped) more places: \(command) --format csv lists all")
    }
    try output.flush()
  }
}

/// Who reads one place, as far as it is shown.
struct PlaceSummary {
  let place: AccessPlace
  private let limit: Int
  /// The number of people.
  private(set) var count = 0
  /// The numbers by access, in the order in which they first came.
  private var accesses: [(name: String, isLeading: Bool, count: Int)] = []
  private var leading: [String] = []
  private var others: [String] = []

  init(_ place: AccessPlace, limit: Int) {
    self.place = place
    self.limit = limit
  }

  mutating func take(_ person: AccessPerson, _ access: Access) {
    count += 1
    let name = access.name ?? "no role"
    let counted = person.isEnabled ? name : "\(name) (not enabled)"
    let index = accesses.firstIndex { $0.name == counted && $0.isLeading == access.isLeading }
    if let index {
      accesses[index].count += 1
    } else if accesses.count < 32 {
      accesses.append((counted, access.isLeading, 1))
    }
    if access.isLeading {
      if leading.count < limit { leading.append(line(person, name)) }
    } else if others.count < limit {
      others.append(line(person, name))
    }
  }

  private func line(_ person: AccessPerson, _ access: String) -> String {
    func text(_ bytes: UnsafeRawBufferPointer?) -> String? {
      bytes.map { String(decoding: $0, as: UTF8.self) }.flatMap { $0.isEmpty ? nil : $0.shown(limit: 60) }
    }
    let email = text(person.email) ?? text(person.id)!
    let status = person.isEnabled ? nil : text(person.status)
    let twoFactor: String? = person.isTwoFactorEnabled == false ? "no two-factor" : nil
    let notes = [status, twoFactor].compactMap { $0 }.joined(separator: ", ")
    let line =
      "    \(access.shown(limit: 30).padded(to: 14)) \((text(person.displayName) ?? "").padded(to: 24)) \(email)"
    return notes.isEmpty ? line : "\(line)  (\(notes))"
  }

  /// The place's line, then people, the highest rights first.
  func lines(command: String) -> [String] {
    let numbers = (accesses.filter(\.isLeading) + accesses.filter { !$0.isLeading })
      .map {
        $0.count.seats(
          $0.name, isRole: $0.name.allSatisfy(\.isLetter) && ($0.isLeading || $0.name == ReadingRules.memberAccess))
      }
    let name = place.name.map { " “\($0.shown(limit: 60))”" } ?? ""
    let key = "\(place.type)\(name) \(place.id.shown(limit: 80))"
    let people = count == 1 ? "1 person" : "\(count.grouped) people"
    var lines = ["  \(key): \(people): \(numbers.joined(separator: ", "))"]
    lines += (leading + others).prefix(limit)
    let hidden = count - (lines.count - 1)
    if hidden > 0 {
      lines.append("    and \(hidden.grouped) more: \(command) --resource \(place.key.shellQuoted) --format csv")
    }
    return lines
  }
}

extension Int {
  /// The number of people with that access, as in `2 owners`.
  func seats(_ name: String, isRole: Bool = true) -> String {
    "\(grouped) \(name.shown(limit: 30))\(isRole && self != 1 ? "s" : "")"
  }
}
