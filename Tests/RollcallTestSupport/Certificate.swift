/// A certificate that signs itself, and its key.
package struct Certificate: Sendable {
  package let file: String
  package let keyFile: String

  /// Makes a certificate for `subject`, as in `IP:127.0.0.1`.
  package init(for subject: String = "IP:127.0.0.1", in folder: ScratchFolder) throws {
    file = folder.file("certificate.pem")
    keyFile = folder.file("key.pem")
    let arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
      "-subj", "/CN=rollcall test", "-addext", "subjectAltName=\(subject)", "-out", file, "-keyout", keyFile,
    ]
    _ = try CommandRun.run("openssl", arguments).succeeded()
  }
}

/// Lends a certificate for `subject` to `body`.
package func withCertificate<R>(
  for subject: String = "IP:127.0.0.1", _ body: (Certificate) async throws -> R
) async throws -> R {
  let folder = try ScratchFolder()
  return try await body(Certificate(for: subject, in: folder))
}
