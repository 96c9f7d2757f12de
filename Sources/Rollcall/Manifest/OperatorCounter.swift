import Glibc

/// Counts operators by role and status, from the bytes of their rows.
struct OperatorCounter: Sendable {
  private var roles = NameCounter()
  private var statuses = NameCounter()
  private var withoutRole = 0

  private static let role = index("role")
  private static let status = index("status")

  private static func index(_ name: String) -> Int {
    guard let index = Table.operators.ownColumns.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("operators have a \(name)")
    }
    return index
  }

  /// Counts an operator.
  mutating func count(role: UnsafeRawBufferPointer?, status: UnsafeRawBufferPointer) {
    if let role { roles.count(role) } else { withoutRole += 1 }
    statuses.count(status)
  }

  /// Counts the operators of a batch.
  mutating func count(_ batch: RowBatch) {
    let cells = batch.cells(of: .operators)
    batch.bytes.withUnsafeBytes { bytes in
      cells.withUnsafeBufferPointer { cells in
        for row in stride(from: 0, to: cells.count, by: Table.operators.width) {
          let role = cells[row + Self.role]
          count(
            role: role.isNull ? nil : UnsafeRawBufferPointer(rebasing: bytes[role.range]),
            status: UnsafeRawBufferPointer(rebasing: bytes[cells[row + Self.status].range]))
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

/// Counts how often names occur, of which there is a handful.
private struct NameCounter: Sendable {
  private var entries: [(name: [UInt8], count: Int)] = []

  mutating func count(_ name: UnsafeRawBufferPointer) {
    for index in entries.indices where entries[index].name.isEqual(to: name) {
      entries[index].count += 1
      return
    }
    entries.append((Array(name), 1))
  }

  var counts: [String: Int] {
    entries.reduce(into: [:]) { $0[String(decoding: $1.name, as: UTF8.self), default: 0] += $1.count }
  }
}

extension [UInt8] {
  fileprivate func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    withUnsafeBytes { bytes in
      guard bytes.count == other.count else { return false }
      guard let left = bytes.baseAddress, let right = other.baseAddress else { return bytes.isEmpty }
      return memcmp(left, right, other.count) == 0
    }
  }
}
