import Foundation
import RollcallTestSupport
import Testing

/// A server of `Tests/Fixtures/servers`, and how libcurl reaches it.
struct TestServer {
  let baseURL: String
  /// Its own certificate, if it has one.
  let certificateFile: String?

  /// What the server saw.
  struct Report: Decodable {
    struct Request: Decodable {
      let path: String
      /// Names in lower case.
      let headers: [String: String]
    }

    let connections: Int
    /// Connections that are open now, that of the report included.
    let open: Int
    let requests: [Request]
    /// Bytes of `/mebibytes` that its socket took.
    let sent: Int
  }

  /// Asks on a connection of its own.
  func report() async throws -> Report {
    let received = try await get("\(baseURL)/report", authorityFile: certificateFile)
    return try JSONDecoder().decode(Report.self, from: Data(received.body))
  }
}

/// Runs a server for as long as `body` does.
///
/// - Parameters:
///   - script: its file.
///   - certificate: makes it one of TLS.
func withServer<R>(
  script: String = "server.py", certificate: Certificate? = nil, _ body: (TestServer) async throws -> R
) async throws -> R {
  let arguments = certificate.map { ["--tls", $0.file, $0.keyFile] } ?? []
  return try await PythonServer.run(script, arguments) { server in
    let scheme = certificate == nil ? "http" : "https"
    return try await body(
      TestServer(baseURL: "\(scheme)://127.0.0.1:\(server.port)", certificateFile: certificate?.file))
  }
}
