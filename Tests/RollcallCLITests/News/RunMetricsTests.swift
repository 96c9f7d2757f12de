import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall
@testable import RollcallCLI

@Suite struct `Metrics of a run` {
  private func metrics(exitCode: Int32, lastSuccess: Double?) -> RunMetrics {
    var state = RunState()
    for (endpoint, outcome) in [("GET /a", "ok"), ("GET /a", "ok"), ("GET /a", "429"), ("GET /\"b\\", "ok")] {
      state.take(.requested(RequestEvent(service: "crisp", endpoint: endpoint, outcome: outcome)), at: .zero)
    }
    let pause = RunPause(
      service: "crisp", endpoint: "GET /a", cause: "429", message: "slow down", duration: .seconds(2.5), until: .now)
    state.take(.paused(pause), at: .zero)
    return RunMetrics(
      state: state, duration: .seconds(10), exitCode: exitCode, manifest: nil,
      finishedAt: Timestamp(rfc3339: "2026-11-01T00:00:00.500Z")!, lastSuccess: lastSuccess)
  }

  @Test func `a run that failed keeps when one succeeded`() {
    let text = metrics(exitCode: 69, lastSuccess: 1_700_000_000).text
    for line in [
      "rollcall_last_success_timestamp_seconds 1700000000", "rollcall_complete 0", "rollcall_exit_code 69",
      "rollcall_duration_seconds 10", "rollcall_paused_seconds 2.5",
      #"rollcall_requests_total{service="crisp",endpoint="GET /a",outcome="429"} 1"#,
      #"rollcall_requests_total{service="crisp",endpoint="GET /a",outcome="ok"} 2"#,
      #"rollcall_requests_total{service="crisp",endpoint="GET /\"b\\",outcome="ok"} 1"#,
      "# TYPE rollcall_requests_total counter",
    ] {
      #expect(text.contains(line + "\n"), "\(line) in \(text)")
    }
  }

  @Test func `a run that succeeded says when, and one that never did says nothing`() {
    #expect(
      metrics(exitCode: 0, lastSuccess: nil).text.contains("rollcall_last_success_timestamp_seconds 1793491200.5\n"))
    #expect(!metrics(exitCode: 1, lastSuccess: nil).text.contains("last_success"))
  }

  @Test func `the file is replaced as a whole, and its folder must be there`() throws {
    let folder = try ScratchFolder()
    let file = try MetricsFile(path: folder.file("rollcall.prom"))
    #expect(file.lastSuccess == nil)
    try file.write(metrics(exitCode: 0, lastSuccess: nil))
    #expect(file.lastSuccess == 1_793_491_200.5)
    try file.write(metrics(exitCode: 1, lastSuccess: file.lastSuccess))
    #expect(file.lastSuccess == 1_793_491_200.5)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["rollcall.prom"])
    for path in ["nowhere/x.prom", "."] {
      #expect { try MetricsFile(path: folder.file(path)) } throws: { ($0 as? RollcallError)?.code == .cannotCreate }
    }
  }
}
