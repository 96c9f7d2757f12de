/// The shape of rows: their name, their columns in order, and their key.
///
/// Each of the four tables has one, and so have other rows that go through the same encoders.
public struct Schema: Sendable, Equatable {
  /// The name of the rows as a whole.
  public let name: String
  /// Every column, in the order in which files carry them.
  public let columns: [Column]
  /// The names of the columns that together are unique and never null.
  public let key: [String]

  package init(name: String, columns: [Column], key: [String] = []) {
    self.name = name
    self.columns = columns
    self.key = key
  }

  /// The column's place in a row, or `nil` if there is no such column.
  public func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }
}

extension Table {
  /// The table's name, columns and key.
  public var schema: Schema { Schema(name: rawValue, columns: columns, key: key) }

  /// The column's place in a row.
  ///
  /// - Precondition: The table has a column of that name.
  public func index(of column: String) -> Int {
    guard let index = schema.index(of: column) else { preconditionFailure("\(self) has no column \(column)") }
    return index
  }
}
