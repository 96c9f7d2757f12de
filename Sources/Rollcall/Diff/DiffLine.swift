/// The groups of changes in a text, the most serious first.
enum DiffGroup: Int, CaseIterable {
  case raised
  case left
  case joinedLeading
  case letIn
  case joined
  case letOut
  case enabled
  case disabled
  case lowered
  case customRoles
  case people
  case places
  case memberships

  /// The number of changes in words.
  func counted(_ count: Int) -> String {
    let number = count.grouped
    return switch self {
    case .raised: "\(number) raised"
    case .left: "\(number) left"
    case .joinedLeading: "\(number) joined as owner or administrator"
    case .letIn: "\(number) let in"
    case .joined: "\(number) joined"
    case .letOut: "\(number) let out"
    case .enabled: "\(number) enabled"
    case .disabled: "\(number) disabled"
    case .lowered: "\(number) lowered"
    case .customRoles: "\(number) \(count == 1 ? "change" : "changes") of custom roles"
    case .people: "\(number) other \(count == 1 ? "change" : "changes") of people"
    case .places: "\(number) \(count == 1 ? "change" : "changes") of places"
    case .memberships: "\(number) other \(count == 1 ? "membership" : "memberships")"
    }
  }
}

extension DiffEffect {
  /// The group of changes with the effect.
  fileprivate var group: DiffGroup {
    switch self {
    case .joined: .joined
    case .left: .left
    case .letIn: .letIn
    case .letOut: .letOut
    case .raised: .raised
    case .lowered: .lowered
    case .enabled: .enabled
    case .disabled: .disabled
    }
  }

  /// What it means for a person.
  fileprivate var inWords: String {
    switch self {
    case .joined: "joined"
    case .left: "left"
    case .letIn: "can read it now"
    case .letOut: "can no longer read it"
    case .raised: "RIGHTS RAISED"
    case .lowered: "rights lowered"
    case .enabled: "enabled"
    case .disabled: "disabled"
    }
  }
}

/// A line of a text about a change.
struct DiffLine {
  let sign: String
  /// The person or place.
  let subject: String
  /// What changed.
  let what: String
  /// What that means.
  let meaning: String

  /// - Parameter isCustomRole: whether the row is about a custom role.
  init(_ row: DiffRow, isCustomRole: Bool) {
    sign = row.change == .added ? "+" : row.change == .removed ? "-" : "~"
    switch row.kind {
    case .operator:
      subject = row.person
      what = row.change == .changed ? row.values : row.note?.shownText(30) ?? "no role"
      meaning = row.effect?.inWords ?? (row.change == .changed ? "" : "not enabled")
    case .grant:
      subject = row.person
      if isCustomRole {
        what = "custom role \(row.note?.shownText(40) ?? row.slug?.shownText(40) ?? "")"
        meaning = row.change == .added ? "has it now" : "has it no longer"
      } else {
        what = row.place
        meaning = row.effect?.inWords ?? row.slug?.shownText(30) ?? ""
      }
    case .entitlement:
      if isCustomRole {
        subject = "custom role \(row.note?.shownText(40) ?? row.slug?.shownText(40) ?? "")"
        what = row.change == .changed ? row.values : ""
        meaning = row.change == .added ? "new, or held for the first time" : row.change == .removed ? "gone" : ""
      } else {
        subject = row.place
        what = "\(row.slug?.shownText(30) ?? "")"
        meaning = row.effect == .letIn ? "lets people read now" : "no longer lets people read"
      }
    case .resource, .tenant:
      subject = row.place
      what = row.change == .changed ? row.values : ""
      meaning =
        switch row.effect {
        case .letIn?: "open to everyone now"
        case .letOut?: "open to its members alone now"
        default: row.change == .added ? "new" : row.change == .removed ? "gone" : ""
        }
    }
  }
}

extension DiffGroup {
  /// The group of a row.
  ///
  /// - Parameter tenant: tells which role leads; `nil` if that is not known.
  init(_ row: DiffRow, of tenant: ComparedTenant?, isCustomRole: Bool) {
    self =
      switch row.kind {
      // Of many who joined, those who manage everything would not be among the lines that are shown.
      case .operator where row.effect == .joined && tenant?.isLeading(row.note) ?? false: .joinedLeading
      case .operator: row.effect?.group ?? .people
      case .grant: isCustomRole ? .customRoles : row.effect?.group ?? .memberships
      case .entitlement: isCustomRole ? .customRoles : row.effect?.group ?? .places
      case .resource, .tenant: row.effect?.group ?? .places
      }
  }
}

extension DiffRow {
  /// The person, as in `Ana (ana@example.com)`.
  fileprivate var person: String {
    let email = operatorEmail.flatMap { $0.isEmpty ? nil : $0.shownText(60) }
    let name = displayName.flatMap { $0.isEmpty ? nil : $0.shownText(40) }
    switch (name, email) {
    case (let name?, let email?): return "\(name) (\(email))"
    case (let text?, nil), (nil, let text?): return text
    case (nil, nil): return operatorID?.shownText(60) ?? ""
    }
  }

  /// The place, as in `inbox Support`.
  fileprivate var place: String {
    let name = resourceName.flatMap { $0.isEmpty ? nil : $0 } ?? resourceID
    return "\(resourceType?.shownText(20) ?? "") \(name?.shownText(60) ?? "")"
  }

  /// The column and its values, as in `role member -> owner`.
  fileprivate var values: String {
    "\(column?.shownText(30) ?? "") \(old?.shownText(60) ?? "none") -> \(new?.shownText(60) ?? "none")"
  }
}

extension UnsafeRawBufferPointer {
  /// The text, harmless and at most that long.
  fileprivate func shownText(_ limit: Int) -> String { String(decoding: self, as: UTF8.self).shown(limit: limit) }
}
