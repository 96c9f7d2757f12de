import Rollcall
import RollcallCurl
import RollcallTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Certificates of a server` {
  @Test func `a certificate without a trusted authority is refused before any request is sent`() async throws {
    try await withCertificate { certificate in
      try await withServer(certificate: certificate) { server in
        let received = try await get("\(server.baseURL)/ok", headers: [("Authorization", Secret("Basic abc"))])
        #expect(received.error?.code == .untrusted && received.status == 0)
        #expect(try await server.report().requests.isEmpty)
      }
    }
  }

  @Test func `a certificate signed by an authority in the file is accepted`() async throws {
    try await withCertificate { certificate in
      try await withServer(certificate: certificate) { server in
        let received = try await get("\(server.baseURL)/ok", authorityFile: certificate.file)
        #expect(received.error == nil && received.text == #"{"ok":true}"#)
      }
    }
  }

  @Test func `a certificate for another name is refused although its authority is trusted`() async throws {
    try await withCertificate(for: "DNS:elsewhere.test") { certificate in
      try await withServer(certificate: certificate) { server in
        let received = try await get("\(server.baseURL)/ok", authorityFile: certificate.file)
        #expect(received.error?.code == .untrusted)
      }
    }
  }

  @Test func `a certificate of another authority is refused`() async throws {
    try await withCertificate { certificate in
      try await withCertificate { other in
        try await withServer(certificate: certificate) { server in
          let received = try await get("\(server.baseURL)/ok", authorityFile: other.file)
          #expect(received.error?.code == .untrusted)
        }
      }
    }
  }

  @Test func `the file of authorities is checked before it is used`() async throws {
    try await withCertificate { certificate in
      #expect(throws: Never.self) { try AuthorityFile.check(certificate.file) }
      for path in [certificate.keyFile, "\(certificate.file).missing", "/", "/dev/null"] {
        let error = #expect(throws: SettingError.self) { try AuthorityFile.check(path) }
        #expect(error?.isUsage == false && error?.message.hasPrefix("ca-file is \(path), ") == true)
      }
    }
  }

  @Test func `a missing file of authorities is a bad request`() async throws {
    try await withCertificate { certificate in
      try await withServer(certificate: certificate) { server in
        let received = try await get("\(server.baseURL)/ok", authorityFile: "\(certificate.file).missing")
        #expect(received.error?.code == .badRequest && received.error?.message.contains(".missing") == true)
      }
    }
  }
}
