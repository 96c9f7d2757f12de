import FoundationEssentials
import RollcallTestSupport
import Testing

@testable import Rollcall

/// The article that describes the snapshot format is written by hand, and consumers trust it.
@Suite struct `Article about the snapshot format` {
  /// A column as a row of the article's tables names it.
  private struct DescribedColumn: Equatable, CustomStringConvertible {
    let name: Substring
    let type: Substring
    let isNullable: Bool

    var description: String { "\(name) \(type)\(isNullable ? ", null" : "")" }
  }

  @Test(arguments: Table.allCases)
  func `the article lists the columns of each table in order, with their types`(table: Table) throws {
    let described = try columns(under: "### Every table") + columns(under: "### \(table.rawValue)")
    let columns = table.columns.map {
      DescribedColumn(name: $0.name[...], type: $0.type.rawValue[...], isNullable: $0.isNullable)
    }
    #expect(described == columns)
  }

  @Test(arguments: Table.allCases)
  func `the article names the key of each table`(table: Table) throws {
    let key = table.key.map { "`\($0)`" }.joined(separator: ", ")
    #expect(try section("### \(table.rawValue)").contains("Key: \(key)."[...]))
  }

  /// The rows of the table in a section: `| name | type | null | meaning |`.
  private func columns(under heading: String) throws -> [DescribedColumn] {
    try section(heading).filter { $0.hasPrefix("| `") }
      .map { line in
        let cells = line.split(separator: "|").map { $0.filter { !" `".contains($0) }[...] }
        return DescribedColumn(name: cells[0], type: cells[1], isNullable: cells[2] == "yes")
      }
  }

  /// The lines between a heading and the next one.
  private func section(_ heading: String) throws -> [Substring] {
    let article = Repository.path("Sources/Rollcall/Rollcall.docc/snapshot-format.md")
    let lines = String(decoding: try Data(contentsOf: URL(filePath: article)), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: heading[...]), "no section \(heading)")
    return Array(lines[(start + 1)...].prefix { !$0.hasPrefix("#") })
  }
}
