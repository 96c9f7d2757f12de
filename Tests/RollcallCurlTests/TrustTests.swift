import Rollcall
import RollcallCurl
import Testing

@Suite(.timeLimit(.minutes(5))) struct `A server's certificate` {
  @Test func `that nobody vouches for is refused before anything is said`() async throws {
    try await withCertificate { certificate in
      try await withServer(certificate: certificate) { server in
        let received = try await get("\(server.baseURL)/ok", headers: [("Authorization", Secret("Basic abc"))])
        #expect(received.error?.code == .untrusted && received.status == 0)
        #expect(try await server.report().requests.isEmpty)
      }
    }
  }

  @Test func `is accepted from the authority file`() async throws {
    try await withCertificate { certificate in
      try await withServer(certificate: certificate) { server in
        let received = try await get("\(server.baseURL)/ok", authorityFile: certificate.file)
        #expect(received.error == nil && received.text == #"{"ok":true}"#)
      }
    }
  }

  @Test func `for another name is refused all the same`() async throws {
    try await withCertificate(for: "DNS:elsewhere.test") { certificate in
      try await withServer(certificate: certificate) { server in
        let received = try await get("\(server.baseURL)/ok", authorityFile: certificate.file)
        #expect(received.error?.code == .untrusted)
      }
    }
  }

  @Test func `of another authority is refused`() async throws {
    try await withCertificate { certificate in
      try await withCertificate { other in
        try await withServer(certificate: certificate) { server in
          let received = try await get("\(server.baseURL)/ok", authorityFile: other.file)
          #expect(received.error?.code == .untrusted)
        }
      }
    }
  }

  @Test func `is judged by a file of authorities that is looked at before`() async throws {
    try await withCertificate { certificate in
      #expect(throws: Never.self) { try AuthorityFile.check(certificate.file) }
      for path in [certificate.keyFile, "\(certificate.file).missing", "/", "/dev/null"] {
        let error = #expect(throws: SettingError.self) { try AuthorityFile.check(path) }
        #expect(error?.isUsage == false && error?.message.hasPrefix("ca-file is \(path), ") == true)
      }
    }
  }

  @Test func `cannot be judged by an authority file that is not there`() async throws {
    try await withCertificate { certificate in
      try await withServer(certificate: certificate) { server in
        let received = try await get("\(server.baseURL)/ok", authorityFile: "\(certificate.file).missing")
        #expect(received.error?.code == .badRequest && received.error?.message.contains(".missing") == true)
      }
    }
  }
}
