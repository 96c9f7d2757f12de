import Foundation
import Testing

/// A server of `Tests/Fixtures/servers`, running beside the tests.
struct PythonServer {
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
///   - script: which one.
///   - certificate: makes it one of TLS.
func withServer<R>(
  script: String = "server.py", certificate: Certificate? = nil, _ body: (PythonServer) async throws -> R
) async throws -> R {
  let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/servers/\(script)")
  let program = try Program(
    "python3", [script.standardized.path] + (certificate.map { ["--tls", $0.file, $0.keyFile] } ?? []))
  defer { program.end() }
  let line = await blocking { String(decoding: program.output.availableData, as: UTF8.self) }
  let port = try #require(Int(line.trimmingCharacters(in: .newlines)), "the server does not start: \(line)")
  let scheme = certificate == nil ? "http" : "https"
  return try await body(PythonServer(baseURL: "\(scheme)://127.0.0.1:\(port)", certificateFile: certificate?.file))
}

/// A certificate that signs itself, and its key.
struct Certificate {
  let file: String
  let keyFile: String
}

/// Lends a certificate for `subject`, as in `IP:127.0.0.1`, to `body`.
func withCertificate<R>(for subject: String = "IP:127.0.0.1", _ body: (Certificate) async throws -> R) async throws -> R
{
  let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-tests-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let certificate = Certificate(file: "\(folder)/certificate.pem", keyFile: "\(folder)/key.pem")
  let (status, _) = try await run(
    "openssl",
    [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
      "-subj", "/CN=rollcall test", "-addext", "subjectAltName=\(subject)", "-out", certificate.file,
      "-keyout", certificate.keyFile,
    ])
  try #require(status == 0)
  return try await body(certificate)
}
