import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// The rows of a snapshot, read back from its JSON Lines: every value as text, `nil` for NULL.
struct ExportedRows {
  private let rows: [Table: [[String?]]]

  /// Reads the tables that `snapshot` has, all of them uncompressed.
  init(_ snapshot: String = "snapshot", in folder: ScratchFolder) throws {
    var rows: [Table: [[String?]]] = [:]
    for table in Table.allCases {
      guard folder.contents(of: "\(snapshot)/\(table.rawValue)/part-00000.jsonl") != nil else { continue }
      rows[table] = try folder.lines(of: "\(snapshot)/\(table.rawValue)/part-00000.jsonl")
        .map { try Self.row($0, of: table) }
    }
    self.rows = rows
  }

  private static func row(_ line: String, of table: Table) throws -> [String?] {
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    try #require(Set(object.keys) == Set(table.columns.map(\.name)), "\(line)")
    return table.columns.map { column in
      switch (column.type, object[column.name]) {
      // As it was written: the order of the keys is part of the contract.
      case (.json, _?): String(line[line.range(of: "\"\(column.name)\":")!.upperBound...].dropLast())
      case (.boolean, let value as Bool): "\(value)"
      case (_, let text as String): text
      default: nil
      }
    }
  }

  /// Which tables there are.
  var tables: Set<Table> { Set(rows.keys) }

  /// The rows of a table without the columns that all tables have.
  subscript(table: Table) -> [[String?]] { (rows[table] ?? []).map { Array($0.dropFirst(4)) } }

  /// One column's values, in the order of the rows, perhaps of one tenant only.
  func column(_ name: String, of table: Table, tenant: String? = nil) -> [String?] {
    let index = table.columns.firstIndex { $0.name == name }!
    return (rows[table] ?? []).filter { tenant == nil || $0[3] == tenant }.map { $0[index] }
  }

  /// Some columns of the row whose `key` has that value.
  func row(_ key: String, _ value: String, of table: Table, _ columns: String...) -> [String?]? {
    guard let row = rows[table]?.first(where: { $0[table.columns.firstIndex { $0.name == key }!] == value })
    else { return nil }
    return columns.map { name in row[table.columns.firstIndex { $0.name == name }!] }
  }
}
