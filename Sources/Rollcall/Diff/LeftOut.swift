/// The parts of a tenant that one of two snapshots lacks, so that neither is compared in them.
struct LeftOut: Sendable {
  /// A row that says why a part is not compared.
  struct Note: Sendable, Equatable {
    /// The resource that the part belongs to; `nil` if it belongs to no single one.
    let resource: TenantPart.Resource?
    let why: String
  }

  /// The reasons, for rows.
  private(set) var notes: [Note] = []
  /// The reasons that only texts tell.
  private(set) var textNotes: [String] = []
  /// Whether no custom role is compared.
  private(set) var leavesCustomRoles = false
  /// The types of resources that are left out with everything on them.
  private(set) var types: Set<[UInt8]> = []
  /// The resources whose grants are left out, as `type:id`.
  private(set) var places: Set<[UInt8]> = []
  /// The entitlements whose grants are left out, by their ids.
  private(set) var entitlements: Set<[UInt8]> = []
  /// The columns of operators that are left out.
  private(set) var columns: Set<String> = []
  /// Whether the older or the newer list of people may lack some.
  private(set) var isListDoubtful = (old: false, new: false)

  /// Whether people may be known from the parts alone.
  var hidesPeople: Bool { !types.isEmpty || !places.isEmpty }

  /// Whether nothing but columns is left out.
  var isOfColumnsAlone: Bool { !hidesPeople && !leavesCustomRoles && entitlements.isEmpty }

  /// - Parameter rules: the rules of the tenant's service; `nil` if the service is not known.
  init(_ old: TenantReport, _ new: TenantReport, _ rules: AccessRules?, comparesAllColumns: Bool) {
    var parts: [Part] = []
    for (report, isNew) in [(new, true), (old, false)] {
      for (list, isMissing) in [(report.missing, true), (report.omitted, false)] {
        for missing in list {
          let part = Part(missing, tenant: new, rules)
          var index = parts.firstIndex { $0.subject == part.subject }
          if index == nil {
            parts.append(part)
            index = parts.count - 1
          }
          parts[index!].note(isNew: isNew, isMissing: isMissing)
        }
      }
    }
    for part in parts { take(part, rules, comparesAllColumns: comparesAllColumns) }
  }

  private mutating func take(_ part: Part, _ rules: AccessRules?, comparesAllColumns: Bool) {
    switch part.subject {
    case .everyCustomRole:
      leavesCustomRoles = true
      if part.isMissing { notes += part.notes } else { textNotes += part.notes.map(\.why) }
    case .customRole(let id):
      entitlements.insert(Array(id.utf8))
      textNotes += part.notes.map(\.why)
    case .column(let name):
      columns.insert(name)
      if comparesAllColumns { notes += part.notes }
    case .types(_, let types):
      self.types.formUnion(types.map { Array($0.utf8) })
      notes += part.notes
    case .place(let place):
      places.insert(Array("\(place.type):\(place.id)".utf8))
      if place.type == rules?.tenantType {
        isListDoubtful.old = isListDoubtful.old || part.old != nil
        isListDoubtful.new = isListDoubtful.new || part.new != nil
      }
      notes += part.notes
    case .other: notes += part.notes
    }
  }
}

extension LeftOut {
  /// What a part is about.
  fileprivate enum Subject: Equatable {
    case everyCustomRole
    case customRole(String)
    case column(String)
    case types(part: String, [String])
    case place(TenantPart.Resource)
    case other(String)
  }

  /// A part, and which snapshots lack it.
  fileprivate struct Part {
    let subject: Subject
    /// Whether it is missing, and not left out on purpose; `nil` for a snapshot that has it.
    private(set) var old: Bool?
    private(set) var new: Bool?

    init(_ part: MissingPart, tenant: TenantReport, _ rules: AccessRules?) {
      if let type = part.resourceType, let id = part.resourceId {
        let slug = part.part.dropFirst(type.utf8.count + id.utf8.count + 2)
        let isCustomRole = rules?.extraPrefix.map { slug.hasPrefix($0) } ?? false
        subject =
          isCustomRole && type == rules?.tenantType ? .customRole(part.part) : .place(.init(type: type, id: id))
      } else if let types = rules?.reading.typesOfParts[part.part] {
        subject = .types(part: part.part, types)
      } else if part.part == rules?.reading.partOfCustomRoles {
        subject = .everyCustomRole
      } else if Table.operators.schema.index(of: part.part) != nil {
        subject = .column(part.part)
      } else {
        subject = .other(part.part)
      }
    }

    mutating func note(isNew: Bool, isMissing: Bool) {
      if isNew { new = isMissing || new == true } else { old = isMissing || old == true }
    }

    /// Whether one of the snapshots should have it.
    var isMissing: Bool { old == true || new == true }

    /// The part in words.
    private var name: String {
      switch subject {
      case .everyCustomRole: "custom roles"
      case .customRole(let name), .column(let name), .types(let name, _), .other(let name): name
      case .place(let place): "\(place.type) \(place.id)"
      }
    }

    /// Why it is not compared; `nil` if both left it out on purpose, since then there is nothing to compare.
    var why: String? {
      if old == false, new == false { return nil }
      func ages(_ isMissing: Bool) -> String? {
        let ages = [old == isMissing ? "the older" : nil, new == isMissing ? "the newer" : nil].compactMap { $0 }
        return ages.isEmpty ? nil : ages.joined(separator: " and ")
      }
      let reasons = [
        ages(true).map { "part missing in \($0): \(name)" }, ages(false).map { "\(name) left out in \($0)" },
      ]
      return reasons.compactMap { $0 }.joined(separator: "; ")
    }

    var notes: [Note] {
      var resource: TenantPart.Resource?
      if case .place(let place) = subject { resource = place }
      return why.map { [Note(resource: resource, why: $0)] } ?? []
    }
  }
}
