import RollcallTestSupport
import Testing

/// Format version 1, of which a snapshot is kept, with today's export of the same answers.
@Suite(.timeLimit(.minutes(5))) struct `Version 1 of the format` {
  struct Case: Sendable, CustomTestStringConvertible {
    let service: String
    /// The folders of pages, the one that counts first.
    let pages: [String]
    let environment: [String: String]
    var testDescription: String { pages[0] }

    static let crisp = Case(
      service: "crisp", pages: ["crisp"],
      environment: [
        "ROLLCALL_CRISP_API_IDENTIFIER": "identifier", "ROLLCALL_CRISP_API_KEY": "key-of-nobody",
        "ROLLCALL_CRISP_ALL_WEBSITES": "true", "ROLLCALL_CRISP_LAST_ACTIVE": "true",
      ])

    static func chatwoot(_ pages: String...) -> Case {
      Case(
        service: "chatwoot", pages: pages,
        environment: [
          "ROLLCALL_CHATWOOT_API_TOKEN": "DemoTokenMadeUpDemoToken", "ROLLCALL_CHATWOOT_ALL_ACCOUNTS": "true",
        ])
    }

    /// The rules of Chatwoot's purposes depend on its version.
    static let all = [
      crisp, chatwoot("chatwoot"), chatwoot("chatwoot-4.7", "chatwoot"), chatwoot("chatwoot-unknown", "chatwoot"),
    ]
  }

  private static let fixtures = Repository.path("Tests/Fixtures/version-1")

  @Test(
    arguments: Case.all,
    [("plain", ["--format", "csv,jsonl"]), ("spreadsheet", ["--csv-line-ending", "crlf", "--spreadsheet-safe"])])
  func `a snapshot of version 1 that is mapped to version 2 has today's bytes`(
    case: Case, encoding: (name: String, options: [String])
  ) async throws {
    let folder = try ScratchFolder()
    try await PythonServer.run("pages.py", `case`.pages.map { "\(Self.fixtures)/pages/\($0)" }) { server in
      let address = "ROLLCALL_\(`case`.service.uppercased())_BASE_URL"
      let run = try CommandRun.run(
        CommandRun.rollcall,
        [
          "export", `case`.service, "--snapshot-at", "2026-11-01T00:00:00Z", "--compression", "none", "--output",
          "snapshot",
        ] + encoding.options,
        environment: `case`.environment.merging([address: "http://127.0.0.1:\(server.port)"]) { $1 }, in: folder.url)
      #expect(run.exitCode == 0, "\(run)")
    }
    let mapping = try CommandRun.run(
      "python3",
      [
        Repository.path("Tests/Readers/map_version_1.py"), "\(Self.fixtures)/\(`case`.service)/\(encoding.name)",
        folder.file("snapshot"),
      ])
    #expect(mapping.exitCode == 0 && mapping.output.hasSuffix("rows are the same\n"), "\(mapping)")
  }
}
