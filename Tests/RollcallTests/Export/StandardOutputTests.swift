import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Standard output is the process's, so each of these runs in one of its own.
@Suite(.timeLimit(.minutes(5))) struct `Exports to standard output` {
  /// A row that is written at once, because it is longer than a block.
  static let long = String(repeating: "l", count: 300 * 1024)

  static func bench(_ script: [String: [ScriptedTransport.Response]], in folder: ScratchFolder) -> ExportBench {
    var bench = ExportBench(EchoService("a", "b"), script: script, in: folder)
    bench.configuration.output = .standardOutput
    bench.configuration.tables = [.entitlements]
    return bench
  }

  private func lines(of result: ExitTest.Result?) -> [Substring] {
    String(decoding: result?.standardOutputContent ?? [], as: UTF8.self).split(separator: "\n")
  }

  @Test func `an export to standard output writes the table and nothing else, and makes no file`() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      try await withScratchFolder { folder in
        // What breaks before it is written can be taken back even here.
        let bench = Self.bench(["/a": [.broken("[\"a\""), .page("a")], "/b": [.page("b")]], in: folder)
        let manifest = try await bench.run()
        #expect(manifest.complete && manifest.tables.map(\.rows) == [2])
        try folder.expectNothing()
      }
    }
    let lines = lines(of: result)
    #expect(lines.count == 3 && lines[0].hasPrefix("snapshot_at,service,instance,tenant_id,entitlement_id,"))
    #expect(lines[1].hasPrefix("\"2026-11-01T00:00:00.000Z\",\"echo\",\"https://echo.test\",\"a\",\"a\","))
    #expect(
      lines.dropFirst(2).first?.hasPrefix("\"2026-11-01T00:00:00.000Z\",\"echo\",\"https://echo.test\",\"b\",\"b\",")
        == true)
  }

  @Test func `an export to standard output ends when a response breaks after its first rows`() async throws {
    let result = await #expect(processExitsWith: .exitCode(69), observing: [\.standardOutputContent]) {
      try await withScratchFolder { folder in
        // The fetch asks on, as far as its lane has room, until it hears that the output cannot take the rows back.
        let broken = ScriptedTransport.Response.broken("[\"\(Self.long)\",", "\"a\",")
        let bench = Self.bench(["/a": Array(repeating: broken, count: 20), "/b": [.page("b")]], in: folder)
        let failure = try #require(try await bench.failure())
        #expect(failure.advice?.contains("--output DIR") == true && bench.transport.underWay == 0)
        try FileManager.default.removeItem(atPath: folder.path)
        exit(failure.code.exitCode)
      }
    }
    #expect(lines(of: result).count <= 2)
  }

  @Test func `an export to standard output continues when a tenant fails before its first row`() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      try await withScratchFolder { folder in
        let bench = Self.bench(["/a": [.status(404)], "/b": [.page("b")]], in: folder)
        let manifest = try await bench.run()
        #expect(manifest.tenants.map(\.status) == [.failed, .complete])
      }
    }
    #expect(lines(of: result).count == 2)
  }
}
