/// The parts of a tenant that one of two snapshots lacks, so that neither is compared in them.
///
/// Teams, inboxes and roles that were deleted while they were read are left out on purpose as well, each by itself. They
/// are compared: they are gone.
struct LeftOut: Sendable {
  /// Why a part is not compared, for a row.
  struct Note: Sendable, Equatable {
    /// The resource that the part belongs to; `nil` if it belongs to no single one.
    let resource: TenantPart.Resource?
    let why: String
  }

  /// The reasons, for rows.
  private(set) var notes: [Note] = []
  /// The reasons that only texts tell.
  private(set) var textNotes: [String] = []
  /// The types of resources that are left out with everything on them.
  private(set) var types: Set<[UInt8]> = []
  /// The resources whose grants are left out, as `type:id`.
  private(set) var places: Set<[UInt8]> = []
  /// Whether no custom role is compared.
  private(set) var leavesCustomRoles = false
  /// Whether the tenant's list of people may lack some in one of the snapshots, or have some too many.
  private(set) var isListDoubtful = false
  /// The columns of operators that are left out.
  private(set) var columns: Set<String> = []

  /// Whether people may be known from the parts alone.
  var hidesPeople: Bool { !types.isEmpty || !places.isEmpty }

  /// Whether nothing but columns is left out.
  var isOfColumnsAlone: Bool { !hidesPeople && !leavesCustomRoles }

  /// - Parameter rules: the rules of the tenant's service; `nil` if the service is not known.
  init(_ old: TenantReport, _ new: TenantReport, _ rules: AccessRules?) {
    let (missingInOld, missingInNew) = (Set(old.missing.map(Subject.init)), Set(new.missing.map(Subject.init)))
    let missing = missingInOld.union(missingInNew)
    for subject in (new.missing + old.missing).map(Subject.init).removingDuplicates() {
      let ages = [("the older", missingInOld), ("the newer", missingInNew)].filter { $0.1.contains(subject) }
      take(subject, rules)
      notes.append(
        Note(
          resource: subject.resource,
          why: "part missing in \(ages.map(\.0).joined(separator: " and ")): \(subject.inWords)"))
    }
    func omitted(_ report: TenantReport) -> [Subject] {
      report.omitted.filter { $0.resourceId == nil }.map(Subject.init).removingDuplicates()
    }
    let (oldOmitted, newOmitted) = (omitted(old), omitted(new))
    for subject in (newOmitted + oldOmitted).removingDuplicates() {
      let isInOld = oldOmitted.contains(subject)
      let isInBoth = isInOld && newOmitted.contains(subject)
      let isOfResources = rules?.reading.typesOfParts[subject.part] != nil
      // Resources that both left out have no rows, and nobody is known from them: they cost nothing.
      if !(isInBoth && isOfResources) { take(subject, rules) }
      guard !missing.contains(subject), !isInBoth else { continue }
      let age = isInOld ? "the older" : "the newer"
      if isOfResources {
        notes.append(Note(resource: nil, why: "\(subject.part) left out in \(age)"))
      } else {
        textNotes.append("\(subject.part.map { $0 == "_" ? " " : String($0) }.joined()) left out in \(age)")
      }
    }
  }

  private mutating func take(_ subject: Subject, _ rules: AccessRules?) {
    if let place = subject.resource {
      places.insert(Array("\(place.type):\(place.id)".utf8))
      if place.type == rules?.tenantType { isListDoubtful = true }
    } else if let types = rules?.reading.typesOfParts[subject.part] {
      self.types.formUnion(types.map { Array($0.utf8) })
    } else if subject.part == rules?.reading.partOfCustomRoles {
      leavesCustomRoles = true
    } else {
      columns.insert(subject.part)
    }
  }
}

/// What a part is about.
private struct Subject: Hashable {
  let part: String
  let resource: TenantPart.Resource?

  init(_ part: MissingPart) {
    if let type = part.resourceType, let id = part.resourceId {
      // The members of a place, and the place as a whole, are left out alike.
      (self.part, resource) = ("", .init(type: type, id: id))
    } else {
      (self.part, resource) = (part.part, nil)
    }
  }

  var inWords: String { resource.map { "\($0.type) \($0.id)" } ?? part }
}
