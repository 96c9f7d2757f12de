/// People of whom nothing may tell but a part that is left out.
///
/// People who left are known from the members of a team or inbox alone. If those were not read, nobody knows whether they
/// are still there: it is no change that one of two snapshots does not show them. The same goes for everybody if the
/// list of people is doubtful.
final class Strangers {
  private let keys: KeyTable
  /// People with a grant that is compared.
  private let known: Marks
  /// People with a role: the list of people has them, even if it may lack others.
  private let listed: Marks

  /// Collects everybody of whom a part that is left out may be the only one to tell.
  init(in sides: [DiffSide]) throws(RollcallError) {
    let id = Table.operators.index(of: "operator_id")
    let status = Table.operators.index(of: "status")
    var found: [UInt64] = []
    for side in sides where side.tenants.contains(where: { $0?.leftOut.hidesPeople ?? false }) {
      try side.forEachRow(of: .operators) { (row, context) throws(RollcallError) in
        let leftOut = context.tenant.leftOut
        guard leftOut.hidesPeople, let id = row[id],
          leftOut.isListDoubtful || row[status]?.elementsEqual(OperatorStatus.deleted.rawValue.utf8) ?? false
        else { return }
        found.append(context.hasher.key(id))
      }
    }
    keys = try KeyTable(limit: found.count)
    known = Marks(limit: keys.capacity)
    listed = Marks(limit: keys.capacity)
    for key in found { _ = keys.insert(key) }
  }

  /// Takes notice of a grant.
  ///
  /// - Parameters:
  ///   - isRole: whether it is one of a role in the tenant.
  ///   - isCompared: whether it is compared.
  func see(holder key: UInt64, isRole: Bool, isCompared: Bool) {
    guard keys.count > 0, let place = keys.place(of: key) else { return }
    if isCompared { known.insert(place) }
    if isRole { listed.insert(place) }
  }

  /// Whether nothing that is compared tells of a person.
  func contains(_ key: UInt64) -> Bool {
    guard keys.count > 0, let place = keys.place(of: key) else { return false }
    return !known.contains(place)
  }

  /// Whether nothing at all tells of a person but a part that is left out.
  func isUnknown(_ key: UInt64) -> Bool {
    guard keys.count > 0, let place = keys.place(of: key) else { return false }
    return !known.contains(place) && !listed.contains(place)
  }
}
