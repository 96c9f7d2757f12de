/// What is known of the tenant that is being written from its own rows.
struct TenantTally {
  /// Its name, as its own resource has it.
  private(set) var name: String?
  private var operators = OperatorCounter()
  private var operatorsBeforePage = OperatorCounter()
  /// Whether the snapshot has the table of operators.
  private let countsOperators: Bool

  init(of tables: [Table]) { countsOperators = tables.contains(.operators) }

  /// What its rows add up to.
  var totals: TenantTotals { TenantTotals(operators: countsOperators ? operators.totals : nil) }

  /// Notes the present state as that to which a page that breaks goes back.
  mutating func beginPage() { operatorsBeforePage = operators }

  mutating func take(_ batch: RowBatch) {
    if countsOperators { operators.count(batch) }
    if let name = batch.nameOfTenant { self.name = name }
  }

  /// Takes the page's rows back. The name stays: it is the same when the page comes again.
  mutating func rewindPage() { operators = operatorsBeforePage }

  /// Takes all rows back.
  mutating func rewind() { operators = OperatorCounter() }
}

extension RowBatch {
  /// The name that the tenant's own resource bears, if its row is here. It is the one without a parent.
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
