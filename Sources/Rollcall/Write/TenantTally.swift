/// The facts about the present tenant that follow from its rows.
struct TenantTally {
  /// The name, from the tenant's own resource.
  private(set) var name: String?
  private var operators = OperatorCounter()
  private var operatorsBeforePage = OperatorCounter()
  /// Whether the snapshot has the table of operators.
  private let countsOperators: Bool

  init(of tables: [Table]) { countsOperators = tables.contains(.operators) }

  /// The totals of its rows.
  var totals: TenantTotals { TenantTotals(operators: countsOperators ? operators.totals : nil) }

  /// Notes the present state, to which `rewindPage` returns.
  mutating func beginPage() { operatorsBeforePage = operators }

  mutating func take(_ batch: RowBatch) {
    if countsOperators { operators.count(batch) }
    if let name = batch.nameOfTenant { self.name = name }
  }

  /// Takes the page's rows back. The name stays: the repeated page has the same one.
  mutating func rewindPage() { operators = operatorsBeforePage }

  /// Takes all rows back.
  mutating func rewind() { operators = OperatorCounter() }
}

extension RowBatch {
  /// The name of the tenant's own resource, which has no parent, if the batch contains it.
  fileprivate var nameOfTenant: String? {
    let cells = cells(of: .resources)
    for row in stride(from: 0, to: cells.count, by: Table.resources.width) {
      let (id, name, parent) = (cells[row + 1], cells[row + 2], cells[row + 3])
      guard parent.isNull, !name.isNull, bytes[id.range].elementsEqual(tenant.id.utf8) else { continue }
      return String(decoding: bytes[name.range], as: UTF8.self)
    }
    return nil
  }
}
