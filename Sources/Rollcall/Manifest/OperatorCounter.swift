/// A counter of operators by role and status, from the bytes of their rows.
struct OperatorCounter: Sendable {
  private var roles = NameCounter()
  private var statuses = NameCounter()
  private var withoutRole = 0

  /// The places of role and status among the cells of a batch, which has no leading columns.
  private static let role = Table.operators.index(of: "role") - Column.leading.count
  private static let status = Table.operators.index(of: "status") - Column.leading.count

  /// Counts operators with the same role and status.
  mutating func count(role: UnsafeRawBufferPointer?, status: UnsafeRawBufferPointer, _ number: Int = 1) {
    if let role { roles.count(role, number) } else { withoutRole += number }
    statuses.count(status, number)
  }

  /// Counts the operators of a batch.
  mutating func count(_ batch: RowBatch) {
    let cells = batch.cells(of: .operators)
    let (roleIndex, statusIndex) = (Self.role, Self.status)
    batch.bytes.withUnsafeBytes { bytes in
      cells.withUnsafeBufferPointer { cells in
        var row = 0
        while row < cells.count {
          let (role, status) = (cells[row + roleIndex], cells[row + statusIndex])
          // Successive rows mostly share these two values of the batch.
          var number = 0
          repeat {
            number += 1
            row += Table.operators.width
          } while row < cells.count && cells[row + roleIndex] == role && cells[row + statusIndex] == status
          count(
            role: role.isNull ? nil : UnsafeRawBufferPointer(rebasing: bytes[role.range]),
            status: UnsafeRawBufferPointer(rebasing: bytes[status.range]), number)
        }
      }
    }
  }

  /// The counts so far.
  var totals: OperatorTotals {
    var byRole = roles.counts
    if withoutRole > 0 { byRole["none", default: 0] += withoutRole }
    var byStatus = statuses.counts
    for status in OperatorStatus.allCases { byStatus[status.rawValue, default: 0] += 0 }
    return OperatorTotals(byRole: byRole, byStatus: byStatus)
  }
}

/// A counter of a handful of names.
private struct NameCounter: Sendable {
  private var entries: [(name: [UInt8], count: Int)] = []

  mutating func count(_ name: UnsafeRawBufferPointer, _ number: Int) {
    for index in entries.indices where name.isEqual(to: entries[index].name) {
      entries[index].count += number
      return
    }
    entries.append((Array(name), number))
  }

  var counts: [String: Int] {
    entries.reduce(into: [:]) { $0[String(decoding: $1.name, as: UTF8.self), default: 0] += $1.count }
  }
}
