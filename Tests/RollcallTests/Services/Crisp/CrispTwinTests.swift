import RollcallTestSupport
import Testing

@testable import Rollcall

/// Who is listed twice is in the tables once, or the list is not believed.
@Suite struct `Duplicate operators of Crisp` {
  private static func invitation(_ address: String, role: String = "member") -> String {
    #"{"type":"invite","details":{"email":"\#(address)","role":"\#(role)"}}"#
  }

  private static func member(_ id: String) -> String {
    CrispPage.operatorElement(["user_id": "\"\(id)\"", "role": #""member""#])
  }

  /// Maps a list, and says what there is to tell.
  private func map(
    _ elements: [String], exactCount: Int = TwinFilter.exactCount, tables: Set<Table> = Set(Table.allCases),
    chunk: Int = 1
  ) throws -> (batches: [RowBatch], notes: [String]) {
    var mapper = CrispOperatorsMapper(
      tenant: CrispPage.tenant, tables: tables, allowEmpty: false, failures: CrispPage.failures,
      twins: TwinFilter(exactCount: exactCount))
    var splitter = ElementSplitter(listAt: .root, limits: .chunks(of: chunk))
    var parser = JSONParser()
    var batches: [RowBatch] = []
    for chunk in try splitter.split(Array("[\(elements.joined(separator: ","))]".utf8)) {
      batches += [try parser.withResponse(chunk.text) { try mapper.map($0) }].compactMap { $0 }
    }
    return (batches, mapper.notes)
  }

  @Test(arguments: [1, 10_000])
  func `duplicate invitations become one row, the first of them, with a note`(chunk: Int) throws {
    let elements = [
      Self.invitation("a@x.test", role: "owner"), Self.member("u1"), Self.invitation("b@x.test"),
      Self.invitation("a@x.test"), Self.invitation("a@x.test", role: "owner"),
    ]
    let (batches, notes) = try map(elements, chunk: chunk)
    let rows = batches.flatMap { $0.rows(of: .operators) }
    #expect(rows.map { $0[0] } == ["email:a@x.test", "u1", "email:b@x.test"] && rows[0][6] == "owner")
    #expect(notes.count == 1 && notes[0].hasPrefix("2 invitations are"))
    #expect(try map(elements, tables: [.grants], chunk: chunk).batches.flatMap { $0.rows(of: .grants) }.count == 1)
  }

  @Test(arguments: [
    [member("u1"), member("u2"), member("u1")],
    [#"{"type":"invite","details":{"user_id":"u1"}}"#, member("u1")],
    [CrispPage.operatorElement(["user_id": "7"]), CrispPage.operatorElement(["user_id": #""7""#])],
  ])
  func `a duplicate operator is a contradiction`(elements: [String]) {
    for chunk in [1, 10_000] {
      let error = #expect(throws: DecodeError.self) { try map(elements, chunk: chunk) }
      #expect(error?.isContradiction == true && error?.message.hasPrefix("element \(elements.count) ") == true)
    }
  }

  @Test func `a duplicate beyond the remembered operators is suspected`() throws {
    let elements = ["u1", "u2", "u3", "u4", "u3"].map(Self.member)
    let batches = try map(elements, exactCount: 2).batches
    #expect(batches.flatMap(\.suspects) == [mark(of: "u3", in: CrispPage.tenant)])
    #expect(throws: DecodeError.self) { try map(elements + [Self.member("u2")], exactCount: 2) }
  }

  @Test func `a list that keeps a duplicate is requested three times, and then its website fails`() async throws {
    let list = #"{"error":false,"data":[\#([Self.member("u1"), Self.member("u1")].joined(separator: ","))]}"#
    let fixture = ServiceFixture.crisp(websites: 2, seed: 1)
    var script = fixture.script
    let path = "/v1/website/website-0/operators/list"
    script[path] = [.body(list), .body(list), .body(list)]
    try await withScratchFolder { folder in
      let bench = ExportBench(try fixture.definition.make(fixture.settings), script: script, in: folder)
      let manifest = try await bench.run()
      #expect(
        manifest.tenants.map(\.status) == [.failed, .complete] && manifest.tenants[0].error?.code == .undecodable)
      #expect(bench.transport.requests.count { $0 == path } == 3)
    }
  }

  @Test func `a list that has a duplicate only once is accepted the next time`() async throws {
    let fixture = ServiceFixture.crisp(websites: 1, seed: 1)
    var script = fixture.script
    let path = "/v1/website/website-0/operators/list"
    let good = script[path]!
    script[path] =
      [.body(#"{"error":false,"data":[\#([Self.member("u1"), Self.member("u1")].joined(separator: ","))]}"#)] + good
    try await withScratchFolder { folder in
      let bench = ExportBench(try fixture.definition.make(fixture.settings), script: script, in: folder)
      #expect(try await bench.run().complete)
    }
  }

  @Test func `a role that is too long to remember is refused`() throws {
    let longest = String(repeating: "r", count: 4096)
    #expect(try map([CrispPage.operatorElement(["role": "\"\(longest)\""])]).batches.count == 1)
    let error = #expect(throws: DecodeError.self) {
      try map([CrispPage.operatorElement(["role": "\"\(longest)r\""])])
    }
    #expect(error?.message.contains("at most 4096 bytes") == true)
  }
}
