import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `The workbook of a review` {
  /// The sheets as Python's own XML reader finds them: their names, and their rows.
  private func sheets(_ path: String) throws -> [(name: String, rows: [[String]])] {
    let json = try Python.run(
      """
      import json, re, sys, zipfile
      from xml.etree import ElementTree
      space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
      book = zipfile.ZipFile(sys.argv[1])
      names = [s.get("name") for s in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(space + "sheet")]
      def text(cell):
          assert cell.find(space + "f") is None
          return "".join(t.text or "" for t in cell.iter(space + "t")) or cell.findtext(space + "v") or ""
      def rows(number):
          root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
          assert not list(root.iter(space + "hyperlink"))
          return [[text(c) for c in row.iter(space + "c")] for row in root.iter(space + "row")]
      print(json.dumps([[name, rows(number + 1)] for number, name in enumerate(names)]))
      """, [path])
    let values = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[Any]])
    return values.map { ($0[0] as! String, $0[1] as! [[String]]) }
  }

  private func write(
    _ fixture: ServiceFixture, _ limits: ReviewWorkbook.Limits = .init(), in folder: ScratchFolder
  ) async throws -> [(name: String, rows: [[String]])] {
    try await StoredSnapshot.export(fixture).write(to: folder.file("s"))
    try folder.write([], to: "book")
    try ReviewWorkbook(SnapshotReader(path: folder.file("s")), since: nil, limits: limits)
      .write(to: folder.file("book"))
    return try sheets(folder.file("book"))
  }

  /// The rows of `rollcall access`, without their header.
  private func accessRows(_ path: String) throws -> Int {
    let file = MemoryFile()
    _ = try AccessAnswer(SnapshotReader(path: path), form: .rows(.jsonLines)).write(to: MemorySink(file))
    return file.current.bytes.count { $0 == UInt8(ascii: "\n") }
  }

  @Test(arguments: ServiceFixture.small)
  func `every tenant has a sheet, behind the summary and those who are not counted`(fixture: ServiceFixture)
    async throws
  {
    let folder = try ScratchFolder()
    let sheets = try await write(fixture, in: folder)
    let tenants = try SnapshotReader(path: folder.file("s")).manifest.tenants
    #expect(sheets.count == tenants.count + 2)
    #expect(sheets.prefix(2).map(\.name) == ["Summary", "Not counted"])
    #expect(sheets.dropFirst(2).allSatisfy { $0.rows[0].suffix(4) == ["Decision", "Reviewer", "Date", "Comment"] })
    #expect(try sheets.dropFirst(2).reduce(0) { $0 + $1.rows.count - 1 } == accessRows(folder.file("s")))
  }

  @Test(arguments: ServiceFixture.small)
  func `with more tenants there is one list, which goes on over further sheets`(fixture: ServiceFixture) async throws {
    let folder = try ScratchFolder()
    let sheets = try await write(fixture, .init(tenantSheets: 1, rows: 4), in: folder)
    let lists = sheets.filter { $0.name.hasPrefix("Access") }
    let count = try accessRows(folder.file("s"))
    #expect(lists.map(\.name).prefix(2) == ["Access", "Access (2)"])
    #expect(lists.count == (count + 3) / 4)
    #expect(lists.dropLast().allSatisfy { $0.rows.count == 5 })
    #expect(lists.reduce(0) { $0 + $1.rows.count - 1 } == count)
    #expect(lists.allSatisfy { $0.rows[0].prefix(4) == ["Tenant", "Service", "Instance", "Tenant id"] })
  }

  @Test(arguments: ServiceFixture.small)
  func `a large workbook is a sound zip file, too`(fixture: ServiceFixture) async throws {
    let folder = try ScratchFolder()
    let sheets = try await write(fixture, .init(large: 0), in: folder)
    #expect(sheets.count > 2)
  }

  @Test func `a workbook that lacks rows is noticed`() async throws {
    let folder = try ScratchFolder()
    _ = try await write(ServiceFixture.small[0], in: folder)
    let path = folder.file("book")
    let counts = try #require(try WorkbookCheck(path).rowCounts(sheets: 5))
    #expect(counts.allSatisfy { $0 > 0 })
    #expect(try WorkbookCheck(path).rowCounts(sheets: 6) == nil)
    // The end of a sheet is gone, as after a disk was full.
    _ = try Python.run(
      """
      import sys, zipfile
      old = zipfile.ZipFile(sys.argv[1]); new = zipfile.ZipFile(sys.argv[1] + ".cut", "w", zipfile.ZIP_DEFLATED)
      for name in old.namelist():
          data = old.read(name)
          new.writestr(name, data[:-200] if name.endswith("sheet3.xml") else data)
      new.close()
      """, [path])
    #expect(try WorkbookCheck(path + ".cut").rowCounts(sheets: 5) == nil)
    var file = try ZipFile(path)
    #expect(try file.next()?.name == "[Content_Types].xml")
  }

  @Test func `a folder for temporary files that is not there is an error`() async throws {
    let folder = try ScratchFolder()
    try await StoredSnapshot.export(ServiceFixture.small[0]).write(to: folder.file("s"))
    let run = try CommandRun.run(
      CommandRun.rollcall, ["convert", "s", "--preset", "review", "--output", "out.xlsx"],
      environment: ["TMPDIR": folder.file("nowhere")], in: folder.url)
    // libxlsxwriter falls back to the system's folder where it can.
    #expect(run.exitCode == 0 || run.exitCode == 74, "\(run)")
    #expect(run.exitCode == 0 || folder.contents(of: "out.xlsx") == nil)
  }
}

@Suite struct `What tenants offer and who holds it` {
  @Test(arguments: ServiceFixture.small)
  func `holders have their entitlements in the order of the table`(fixture: ServiceFixture) async throws {
    let folder = try ScratchFolder()
    try await PresetSnapshot(fixture).stored.write(to: folder.file("s"))
    var tables = try TenantTables(SnapshotReader(path: folder.file("s")))
    let holdings: Holdings = try tables.holdings(of: 0)
    var held: [String] = []
    while let row = try tables.nextOperator(of: 0) {
      let id = try #require(row[OperatorColumns.shared.id])
      held.append(holdings.held(by: id, tables.hasher).map { "\($0.type) \($0.slug)" }.joined(separator: ", "))
    }
    try tables.finish()
    let rules = try #require(AccessRules.of(fixture.definition.name))
    #expect(held == ["\(rules.tenantType) \(rules.reading.leadingRole), team member", "inbox member"])
  }
}

@Suite struct `Names of access files` {
  @Test func `names are those that Vanta asks for, legal everywhere, and each is there once`() {
    var names = VantaFileNames()
    var seen: Set<String> = []
    for text in NastyText.values + ["Acme", "ACME", "Acme", "a/b\\c:d", ".."] {
      let tenant = TenantReport(
        service: "guild", instance: "https://guild.test", tenantId: "1", name: text, status: .complete, rows: [:],
        requests: 1, missing: [], omitted: [])
      let name = names.name(for: tenant)
      #expect(name.hasPrefix("Access File - ") && name.hasSuffix(".csv") && name.utf8.count <= 255, "\(name)")
      #expect(!name.contains { "/\\:*?\"<>|\n".contains($0) } && !name.contains("  "), "\(name)")
      #expect(seen.insert(name.lowercased()).inserted, "\(name)")
    }
    #expect(seen.contains("access file - acme - guild 1.csv") && seen.contains("access file - acme - guild 1 (2).csv"))
  }
}
