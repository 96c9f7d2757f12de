/// People who left, in tenants of which a part is left out, and of whom no part that is compared tells.
///
/// They are known from the members of a team or inbox alone. If those were not read, nobody knows whether they are still
/// there: it is no change that one of two snapshots does not show them.
final class Strangers {
  private var keys: Set<UInt64> = []

  /// Collects everybody who left, if a part that may tell of people is left out anywhere.
  init(in sides: [DiffSide]) throws(RollcallError) {
    let id = Table.operators.index(of: "operator_id")
    let status = Table.operators.index(of: "status")
    for side in sides where side.tenants.contains(where: { $0?.leftOut.hidesPeople ?? false }) {
      try side.forEachRow(of: .operators) { (row, context) throws(RollcallError) in
        guard context.tenant.leftOut.hidesPeople, let id = row[id],
          row[status]?.elementsEqual(OperatorStatus.deleted.rawValue.utf8) ?? false
        else { return }
        keys.insert(context.hasher.key(id))
      }
    }
  }

  /// Takes out a person who holds a grant that is compared.
  func remove(_ key: UInt64) { if !keys.isEmpty { keys.remove(key) } }

  func contains(_ key: UInt64) -> Bool { keys.contains(key) }
}
