/// What is loaded from a snapshot: its moment, its tenants, and the files of its tables where an engine finds them.
struct SQLLoad {
  let snapshotAt: Timestamp
  /// The tenants whose rows are replaced. A tenant that failed is not among them: nothing is known of its people, so the
  /// rows that another snapshot of the same moment has of it stay.
  let tenants: [Tenant]
  let tables: [SQLTable]

  /// Those tenants that have no row in any table, so that only the manifest tells of them.
  var silentTenants: [Tenant] {
    let silent = tables.map { Set($0.emptyTenants) }
    return tenants.filter { tenant in silent.allSatisfy { $0.contains(tenant) } }
  }
}

/// A table on its way into an engine.
struct SQLTable {
  let table: Table
  /// The number of rows in all files.
  let rows: Int
  let format: Format
  /// The files in the order of their rows, as the engine names them.
  let files: [String]
  let isCompressed: Bool
  /// What a value may have that an engine reads wrong.
  let traits: SQLTraits
  /// A word that no value has: it comes from the digest of the manifest, which has the digests of all files.
  let mark: String
  /// Those of the snapshot's tenants that have no row in the table.
  var emptyTenants: [Tenant] = []

  /// The format of the files.
  enum Format: Equatable {
    case csv(lineEnding: LineEnding, isSpreadsheetSafe: Bool)
    case jsonLines
  }

  var name: String { table.rawValue }
  var columns: [Column] { table.columns }
  /// The names of the columns that together are unique in a database with many snapshots.
  var key: [String] { table.historyKey }
  /// Whether an apostrophe may stand before a formula.
  var isDefused: Bool { if case .csv(_, true) = format { true } else { false } }
}

extension Table {
  /// The names of the columns that together are unique among the rows of many snapshots.
  var historyKey: [String] { [Column.leading[0].name] + key }

  /// The meaning of a row, for the comment of a table.
  var meaning: String {
    switch self {
    case .operators: "People with a seat, or invited to one."
    case .resources: "Websites, accounts, teams and inboxes."
    case .entitlements: "Roles and memberships that a resource offers."
    case .grants: "Entitlements that operators hold."
    }
  }
}
