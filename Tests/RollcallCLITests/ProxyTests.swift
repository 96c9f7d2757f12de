import Foundation
import RollcallTestSupport
import Testing

/// Proxies come from the environment, as with every tool that builds on libcurl.
@Suite struct `Proxy from the environment` {
  private static let key = "canary-key-0123456789"
  private static let secrets = [
    key, Data("identifier-0123:\(key)".utf8).base64EncodedString(), "canary-proxy-password",
  ]

  /// Runs a command line beside a Crisp over TLS under a name that only the proxy knows, one without TLS, and the proxy.
  private func run(
    _ script: String, _ environment: [String: String] = [:], refuses: Bool = false
  ) async throws -> (run: CommandRun, log: String) {
    let folder = try ScratchFolder()
    let certificate = try Certificate(for: "DNS:crisp.example.test", in: folder)
    let log = try folder.write([], to: "log")
    return try await PythonServer.run("cutting.py", ["--tls", certificate.file, certificate.keyFile]) { secure in
      try await PythonServer.run("cutting.py") { plain in
        try await PythonServer.run("proxy.py", [log] + (refuses ? ["--refuse"] : [])) { proxy in
          let address = "http://user:canary-proxy-password@127.0.0.1:\(proxy.port)"
          let own = [
            "secure": "https://crisp.example.test:\(secure.port)", "local": "http://127.0.0.1:\(plain.port)",
            "plain": "http://crisp.example.test:\(plain.port)", "http_proxy": address, "https_proxy": address,
            "authority": certificate.file, "ROLLCALL_CRISP_API_IDENTIFIER": "identifier-0123",
            "ROLLCALL_CRISP_API_KEY": Self.key,
            // A number behind the end of every answer: none is cut.
            "ROLLCALL_CRISP_WEBSITE_ID": "l-r-9999", "ROLLCALL_CRISP_INBOXES": "never",
          ]
          let run = try CommandRun.shell(
            Self.export + script, environment: own.merging(environment) { $1 }, in: folder.url)
          return (run, String(decoding: folder.contents(of: "log") ?? [], as: UTF8.self))
        }
      }
    }
  }

  private static let export = """
    export_from() {
      "$rollcall" export crisp --crisp-base-url "$@" --output snapshot --ca-file "$authority" --max-retry-time 1s
    }

    """

  @Test func `an export over https goes through a tunnel, and the proxy sees no token`() async throws {
    let (run, log) = try await run("export_from $secure")
    #expect(run.exitCode == 0 && run.output.contains("3 operators"), "\(run)")
    #expect(log.hasPrefix("CONNECT crisp.example.test:") && !log.contains("GET "), "\(log)")
    #expect(!log.lowercased().contains("\nauthorization:") && !log.lowercased().contains("crisp-tier"), "\(log)")
    for secret in Self.secrets { #expect(!log.contains(secret), "\(log)") }
  }

  @Test func `an export over plain http goes through the proxy only if plain http is allowed`() async throws {
    let (run, log) = try await run("export_from $plain --allow-plain-http")
    #expect(run.exitCode == 0 && run.output.contains("3 operators"), "\(run)")
    #expect(log.contains("GET http://crisp.example.test:") && !log.contains("CONNECT"), "\(log)")
    let (refused, nothing) = try await self.run("export_from $plain")
    #expect(refused.exitCode == 78 && nothing.isEmpty, "\(refused) \(nothing)")
  }

  @Test func `a service on this machine is reached past the proxy`() async throws {
    let (run, log) = try await run("export_from $local")
    #expect(run.exitCode == 0 && log.isEmpty, "\(run) \(log)")
  }

  @Test(arguments: ["crisp.example.test", "*", ".example.test"])
  func `a host of no_proxy is reached past the proxy`(hosts: String) async throws {
    let (run, log) = try await run("export_from $secure", ["no_proxy": hosts])
    // Nobody but the proxy knows the name.
    #expect(run.exitCode == 69 && run.errorOutput.contains("crisp.example.test"), "\(run)")
    #expect(log.isEmpty, "\(log)")
  }

  @Test func `a proxy that refuses ends the export with 78 at once, and its password is not shown`() async throws {
    let (run, log) = try await run("export_from $secure", refuses: true)
    #expect(run.exitCode == 78 && run.errorOutput.contains("(https_proxy) does not take the user name"), "\(run)")
    #expect(run.errorOutput.contains("it answered 407") && !run.errorOutput.contains("attempts"), "\(run)")
    #expect(log.contains("CONNECT "))
    for secret in Self.secrets { #expect(!run.errorOutput.contains(secret) && !log.contains(secret), "\(run)") }
  }

  @Test func `a proxy that does not answer ends the export with 69, and its password is not shown`() async throws {
    let (run, _) = try await run("https_proxy=http://user:canary-proxy-password@127.0.0.1:1; export_from $secure")
    #expect(run.exitCode == 69 && !run.errorOutput.contains("canary"), "\(run)")
  }
}
