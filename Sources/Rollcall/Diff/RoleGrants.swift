/// Which grants of a tenant's own roles are told by the rows of their holders, and need not be told again.
///
/// A role comes and goes with its person, or rises and falls with a change of role. What is left is somebody who lost a
/// role, or got one of which is not known what it allows. Eight bytes for each person who is told.
struct RoleGrants {
  private var told: [UInt64] = []
  private var isSorted = true

  /// Begins another tenant.
  mutating func reset() {
    told.removeAll(keepingCapacity: true)
    isSorted = true
  }

  /// Takes a row about an operator.
  mutating func take(_ row: DiffRow) {
    guard row.kind == .operator, row.change != .changed || row.effect != nil, let id = row.operatorID else { return }
    told.append(Hasher().key(id))
    isSorted = false
  }

  /// Whether a grant of an own role says something that no row about its holder says.
  mutating func isNews(_ row: DiffRow) -> Bool {
    guard row.effect == .letIn || row.effect == .letOut, let id = row.operatorID else { return false }
    if !isSorted { told.sort() }
    isSorted = true
    let hash = Hasher().key(id)
    var first = 0
    var end = told.count
    while first < end {
      let middle = (first + end) / 2
      if told[middle] < hash { first = middle + 1 } else { end = middle }
    }
    return first == told.count || told[first] != hash
  }
}
