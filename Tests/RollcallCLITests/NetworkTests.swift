import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `HTTP/2 and certificates` {
  /// Serves the answers of a simulated website over TLS and nothing but HTTP/2, with a certificate of its own.
  private static let server = """
    set -e
    mkdir -p root/v1/website/w/operators
    cp "$operators" root/v1/website/w/operators/list
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out authority.pem -days 2 -subj /CN=localhost \
      -addext subjectAltName=DNS:localhost 2>/dev/null
    for attempt in 1 2 3 4 5; do
      port=$((20000 + RANDOM % 20000))
      nghttpd --address 127.0.0.1 --htdocs root $port key.pem authority.pem 2>/dev/null & server=$!
      for wait in 1 2 3 4 5 6 7 8 9 10; do
        sleep 0.1
        kill -0 $server 2>/dev/null || break
        curl --silent --cacert authority.pem --output /dev/null https://localhost:$port/ && break 2
      done
    done
    # It does not hear a softer signal.
    trap 'kill -KILL $server' EXIT
    export ROLLCALL_CRISP_BASE_URL=https://localhost:$port

    """

  private static let environment = [
    "ROLLCALL_CRISP_API_IDENTIFIER": "identifier", "ROLLCALL_CRISP_API_KEY": "canary-key-0123456789",
    "ROLLCALL_CRISP_WEBSITE_ID": "w",
  ]

  private func run(_ script: String, operators: Int = 2000, in folder: ScratchFolder) throws -> CommandRun {
    let crisp = try SimulatedCrisp(operators: .generated(count: operators))
    try crisp.download("/v1/website/\(crisp.websiteID)/operators/list", to: folder.file("operators.json"))
    return try CommandRun.shell(
      Self.server + script,
      environment: Self.environment.merging(["operators": folder.file("operators.json")]) { $1 }, in: folder.url)
  }

  @Test func `a service that speaks HTTP/2 with a private authority can be exported`() throws {
    let folder = try ScratchFolder()
    let run = try run(
      "\"$rollcall\" export crisp --crisp-inboxes never --tables operators,grants --output snapshot --ca-file authority.pem",
      in: folder)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("complete: 1 tenant, 2,000 operators, 2,000 grants; 1 request"), "\(run)")
  }

  @Test func `long lists over HTTP/2 do not starve each other`() throws {
    let folder = try ScratchFolder()
    let run = try run(
      """
      for website in w1 w2 w3 w4 w5 w6; do
        mkdir -p root/v1/website/$website/operators
        cp "$operators" root/v1/website/$website/operators/list
      done
      "$rollcall" export crisp --crisp-website-id w1,w2,w3,w4,w5,w6 --crisp-inboxes never --tables operators --output snapshot \
        --ca-file authority.pem --workers 6 --timeout 3s --max-retry-time 20s
      """, operators: 30_000, in: folder)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("complete: 6 tenants, 180,000 operators; 6 requests"), "\(run)")
  }

  @Test func `an untrusted certificate ends the export with 69 at once, and gets no token`() throws {
    let folder = try ScratchFolder()
    let run = try run("\"$rollcall\" export crisp --tables operators --output snapshot", in: folder)
    #expect(run.exitCode == 69, "\(run)")
    #expect(run.errorOutput.contains("the server's identity could not be verified"), "\(run)")
    #expect(!run.errorOutput.contains("attempts"), "trying again would not help: \(run)")
  }
}
