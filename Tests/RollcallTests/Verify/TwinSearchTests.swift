import RollcallTestSupport
import Testing

@testable import Rollcall

/// Suspicions are settled from the files that were written.
@Suite struct `Suspected twins` {
  /// Searches a snapshot, in which the operator of a row may be twice.
  private func failure(
    _ shape: [OutputFormat] = OutputFormat.all, _ tables: Set<Table> = Set(Table.allCases), doubling table: Table?,
    _ suspects: (Tenant) -> TwinSuspects
  ) async throws -> RollcallError? {
    var snapshot = try await StoredSnapshot.export(.crisp(websites: 2, seed: 3), shape, .gzip(level: 1)) {
      $0.tables = tables
    }
    let index = snapshot.manifest.tables.firstIndex { $0.name == table }
    if let index {
      for file in snapshot.manifest.tables[index].files {
        var lines = try snapshot.lines(of: file.path)
        lines.append(lines[lines.count - 1])
        try snapshot.set(lines, of: file.path)
        try snapshot.update(file.path) { $0.rows += 1 }
      }
      snapshot.manifest.tables[index].rows += 1
      snapshot.manifest.tenants[1].rows[table!.rawValue]! += 1
    }
    try snapshot.repair()
    let folder = try ScratchFolder()
    return try withExtendedLifetime(folder) {
      try snapshot.write(to: folder.file("snapshot"))
      let tenant = snapshot.manifest.tenants[1].tenant
      do throws(RollcallError) {
        try TwinSearch(in: folder.file("snapshot"), snapshot.manifest, suspects: suspects(tenant)).run()
        return nil
      } catch {
        return error
      }
    }
  }

  private func everybody(of tenant: Tenant) -> TwinSuspects {
    var suspects = TwinSuspects()
    suspects.add(tenant)
    return suspects
  }

  @Test(arguments: [[OutputFormat.csv], [.jsonLines], OutputFormat.all])
  func `a suspected twin is found if its operator is listed twice`(formats: [OutputFormat]) async throws {
    let error = try #require(try await failure(formats, doubling: .operators, everybody))
    #expect(error.code == .undecodable && error.tenant?.id == "website-1")
    #expect(error.message.hasPrefix("the operator user-1-") && error.message.contains("in row "))
  }

  @Test func `a suspected twin is found among grants if operators are not exported`() async throws {
    let error = try await failure([.csv], [.grants], doubling: .grants, everybody)
    #expect(error?.code == .undecodable && error?.message.contains("grants/part-00000.csv.gz") == true)
  }

  @Test func `a suspected twin is cleared if its operator is listed once, by tenant and by mark`() async throws {
    #expect(try await failure(doubling: nil, everybody) == nil)
    let marks = try await failure(doubling: nil) { tenant in
      var suspects = TwinSuspects()
      suspects.add([mark(of: "user-1-0", in: tenant), 1], of: tenant)
      return suspects
    }
    #expect(marks == nil)
  }

  @Test func `an operator who is not suspected is not searched for`() async throws {
    let error = try await failure(doubling: .operators) { tenant in
      var suspects = TwinSuspects()
      suspects.add([mark(of: "user-1-0", in: tenant)], of: tenant)
      return suspects
    }
    #expect(error == nil)
  }

  @Test func `a twin ends the run before the snapshot gets its name`() async throws {
    let fixture = ServiceFixture.crisp(websites: 1, seed: 1)
    let count = TwinFilter.exactCount + 2
    let elements = (0..<count).map { #"{"type":"operator","details":{"user_id":"\#($0 < count - 1 ? $0 : $0 - 1)"}}"# }
    var script = fixture.script
    script["/v1/website/website-0/operators/list"] = [
      .body(#"{"error":false,"data":[\#(elements.joined(separator: ","))]}"#)
    ]
    try await withScratchFolder { folder in
      var bench = ExportBench(try fixture.definition.make(fixture.settings), script: script, in: folder)
      bench.configuration.tables = [.operators]
      let error = try #require(try await bench.failure())
      #expect(error.code == .undecodable && error.message.hasPrefix("the operator \(count - 2) is listed twice"))
      try folder.expectNothing()
    }
  }
}
