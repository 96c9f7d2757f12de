extension Preset {
  /// Access files for Vanta's access reviews (its help article 11345421), one for each tenant.
  static let vanta = Preset(
    name: "vanta",
    meaning: "a folder with an access file (CSV) for each tenant, to upload to a Vanta access review",
    version: 1,
    writing: .folder { snapshot, folder throws(RollcallError) in
      var tables = try TenantTables(snapshot)
      var fileNames = VantaFileNames()
      for (index, report) in snapshot.manifest.tenants.enumerated() {
        let holdings = try tables.holdings(of: index)
        let sink = try folder.makeSink(fileNames.name(for: report))
        var file = VantaFile(report, holdings, to: sink)
        while let row = try tables.nextOperator(of: index) { try file.add(row, tables.hasher) }
        try file.finish()
        try sink.finish()
      }
      try tables.finish()
    })
}

/// The access file of one tenant.
private struct VantaFile: ~Copyable {
  private let holdings: Holdings
  private let tenantType: String?
  private var output: RowOutput
  private let columns = OperatorColumns.shared

  private static let schema = Schema(
    name: "access file",
    columns: ["Account name", "Account owner", "Role", "Status"].map { Column($0, nullable: true, about: "") })

  init(_ tenant: TenantReport, _ holdings: Holdings, to sink: any ByteSink) {
    self.holdings = holdings
    tenantType = AccessRules.of(tenant.service)?.tenantType
    var options = FormatOptions()
    // People open the file in a spreadsheet.
    options.spreadsheetSafe = true
    output = RowOutput(Self.schema, .csv, options: options, to: sink)
  }

  mutating func add(_ row: Row, _ hasher: Hasher) throws(RollcallError) {
    guard let id = row[columns.id] else { return }
    let email = row.visible(columns.email).map { String(decoding: $0, as: UTF8.self).withoutExtraSpaces }
    output.add(email ?? String(decoding: id, as: UTF8.self).withoutExtraSpaces)
    output.add(email)
    let roles = roles(row.text(columns.role), holdings.held(by: id, hasher))
    output.add(roles.isEmpty ? nil : roles.joined(separator: ", "))
    output.add(row.isEnabledOperator ? "Active" : "Deactivated")
    try output.endRow()
  }

  mutating func finish() throws(RollcallError) { try output.finish() }

  /// The role and what else the person holds. Commas separate roles, so that a name has none.
  private func roles(_ role: String?, _ held: [Holdings.Entitlement]) -> [String] {
    let others = held.filter { !($0.type == tenantType && $0.slug == role) }
      .map { entitlement in
        if entitlement.type == tenantType { return entitlement.name ?? entitlement.slug }
        return "\(entitlement.slug) of \(entitlement.type) \(entitlement.placeName ?? entitlement.id)"
      }
    return ((role.map { [$0] } ?? []) + others)
      .map { String($0.map { $0 == "," ? ";" : $0 }).withoutExtraSpaces }.filter { !$0.isEmpty }
  }
}

/// The names of access files: `Access File - <Company> - <System>.csv`, as Vanta asks for. The tenant's name stands for
/// the company's.
struct VantaFileNames {
  private var taken: Set<String> = []

  mutating func name(for tenant: TenantReport) -> String {
    let service = tenant.service.prefix(1).uppercased() + tenant.service.dropFirst()
    let company = Self.part(tenant.name ?? "", limit: 100)
    let system = Self.part("\(service) \(tenant.tenantId)", limit: 60)
    let name = "Access File - \(company.isEmpty ? Self.part(tenant.instance, limit: 60) : company) - \(system)"
    var number = 1
    // Some file systems take capitals for small letters.
    while !taken.insert(Self.unique(name, number).lowercased()).inserted { number += 1 }
    return Self.unique(name, number) + ".csv"
  }

  private static func unique(_ name: String, _ number: Int) -> String { number == 1 ? name : "\(name) (\(number))" }

  /// A part of a name that every file system takes, at most `limit` bytes of it.
  private static func part(_ text: String, limit: Int) -> String {
    var part = ""
    for scalar in text.withoutExtraSpaces.unicodeScalars {
      let isTaken = scalar.isHarmless && !"/\\:*?\"<>|".unicodeScalars.contains(scalar)
      let next = isTaken ? String(scalar) : "_"
      guard part.utf8.count + next.utf8.count <= limit else { break }
      part += next
    }
    return part.withoutExtraSpaces
  }
}

extension String {
  /// The text on one line, without blanks around it and with single ones in it; nothing in it is invisible.
  fileprivate var withoutExtraSpaces: String {
    shown(limit: .max).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
