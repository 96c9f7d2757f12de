import CCurl
import Rollcall
import Testing

@testable import RollcallCurl

/// What libcurl's codes and words mean, without a network.
@Suite struct `Failures reported by libcurl` {
  private static let secret = "pa55-canary"

  private func failure(
    _ code: CURLcode, _ words: String = "", at url: String = "https://chat.test/api",
    _ change: (inout CurlFailure) -> Void = { _ in }
  ) -> TransportError {
    var failure = CurlFailure(code: code, address: URLAddress(url))
    failure.words = words + " http://user:\(Self.secret)@proxy.test:3128 to disk"
    change(&failure)
    let error = failure.error
    let text = "\(error.message) \(error.cause ?? "") \(error.advice ?? "")"
    #expect(!text.contains(Self.secret) && !text.contains("disk"), "\(text)")
    return error
  }

  private static func proxy(_ address: String, hasUser: Bool = true) -> ProxySettings.Proxy? {
    ProxySettings { $0 == "https_proxy" ? (hasUser ? "http://user:\(secret)@\(address)" : address) : nil }
      .proxy(for: URLAddress("https://chat.test"))
  }

  @Test(
    arguments: [
      ("wrong version number", .refusedOnTheWay, "plain http"), ("http request", .refusedOnTheWay, "plain http"),
      ("tlsv13 alert certificate required", .refusedOnTheWay, "client certificate"),
      ("sslv3 alert bad certificate", .refusedOnTheWay, "client certificate"),
      ("tlsv1 alert protocol version", .incompatible, "do not agree on TLS"),
      ("unsupported protocol", .incompatible, "do not agree on TLS"),
      ("tlsv1 unrecognized name", .incompatible, "do not agree on TLS"),
      ("unexpected eof while reading", .connectionFailed, "broke off"),
      ("tlsv1 alert internal error", .connectionFailed, "broke off"),
    ] as [(String, TransportError.Code, String)])
  func `a TLS failure is explained by OpenSSL's reason`(reason: String, code: TransportError.Code, words: String) {
    for form in ["error:0A00010B:SSL routines::\(reason)", "error:1408F10B:SSL routines:ssl3_get_record:\(reason)"] {
      let error = failure(CURLE_SSL_CONNECT_ERROR, form)
      #expect(error.code == code && error.message.contains(words) && error.message.contains("chat.test:443"))
    }
  }

  @Test(arguments: [
    (10, "has expired", "clock"), (9, "not valid yet", "clock"),
    (18, "does not trust the signer", "--ca-file"),
    (19, "does not trust the signer", "--ca-file"),
    (20, "does not trust the signer", "--ca-file"),
    (62, "another name", "base URL"), (23, "revoked", "another one"), (68, "too weak", "stronger"),
    (26, "not acceptable", "look at it"),
  ])
  func `a refused certificate is explained by its date, name or authority`(result: Int, words: String, advice: String) {
    let error = failure(CURLE_PEER_FAILED_VERIFICATION) { $0.verification = result }
    #expect(error.code == .untrusted && error.message.contains(words) && error.advice?.contains(advice) == true)
    #expect(error.message.contains("authority") == false)
  }

  @Test func `a certificate for another name is recognized by libcurl's message alone`() {
    let words = "SSL: no alternative certificate subject name matches target host name 'chat.test'"
    let error = failure(CURLE_PEER_FAILED_VERIFICATION, words) { $0.verification = 1 }
    #expect(error.message.contains("another name"))
  }

  @Test(
    arguments: [
      (407, .refusedOnTheWay), (401, .refusedOnTheWay), (403, .refusedOnTheWay), (302, .refusedOnTheWay),
      (404, .refusedOnTheWay), (405, .refusedOnTheWay), (501, .refusedOnTheWay), (502, .connectionFailed),
      (503, .connectionFailed), (504, .connectionFailed), (429, .connectionFailed),
    ] as [(Int, TransportError.Code)])
  func `the error about a proxy's answer names its host, port and status, and nothing else`(
    status: Int, code: TransportError.Code
  ) {
    let error = failure(CURLE_RECV_ERROR) {
      $0.proxy = Self.proxy("proxy.test:3128")
      $0.proxyStatus = status
    }
    #expect(error.code == code && error.message.hasPrefix("the proxy proxy.test:3128 (https_proxy) "))
    #expect(error.message.contains("it answered \(status)"))
  }

  @Test func `the error about a proxy's password says whether one is missing or was refused`() {
    for (hasUser, words) in [(true, "does not take"), (false, "wants a user name")] {
      let error = failure(CURLE_RECV_ERROR) {
        $0.proxy = Self.proxy("proxy.test:3128", hasUser: hasUser)
        $0.proxyStatus = 407
      }
      #expect(error.message.contains(words))
    }
  }

  @Test func `a refused connection names the server or proxy that refused it`() {
    let server = failure(CURLE_COULDNT_CONNECT, "Failed to connect to chat.test port 443") { $0.systemError = 111 }
    #expect(server.code == .connectionFailed && server.message == "chat.test:443: Connection refused")
    let proxy = failure(CURLE_COULDNT_CONNECT, "Failed to connect to proxy.test port 3128 after 0 ms") {
      $0.proxy = Self.proxy("proxy.test:3128")
      $0.systemError = 111
    }
    #expect(proxy.message == "the proxy proxy.test:3128 (https_proxy): Connection refused")
  }

  @Test func `a lack of descriptors, threads or memory names the limit`() {
    let errors = [
      failure(CURLE_COULDNT_CONNECT) { $0.lacksDescriptors = { true } },
      failure(CURLE_COULDNT_RESOLVE_HOST) { $0.systemError = 24 },
      failure(CURLE_COULDNT_RESOLVE_HOST, "getaddrinfo() thread failed to start"), failure(CURLE_OUT_OF_MEMORY),
    ]
    for (error, limit) in zip(errors, ["ulimit -n", "ulimit -n", "ulimit -u", "ulimit -v"]) {
      #expect(error.code == .exhausted && error.cause?.contains(limit) == true, "\(error)")
      #expect(RollcallError(error).code.exitCode == 74)
    }
    // Libcurl has one code for both.
    #expect(failure(CURLE_OUT_OF_MEMORY) { $0.hasBegun = true }.code == .tooLarge)
  }

  @Test func `an error about the content encoding says which kind of error it is`() {
    #expect(failure(CURLE_WRITE_ERROR).cause?.contains("more than one member") == true)
    #expect(failure(CURLE_BAD_CONTENT_ENCODING).message.contains("damaged"))
    #expect(
      failure(CURLE_BAD_CONTENT_ENCODING, "Unrecognized content encoding type").message.contains("not known here"))
  }

  @Test func `the advice for plain http at a port for https is to write https`() {
    let error = failure(CURLE_UNSUPPORTED_PROTOCOL, "Received HTTP/0.9 when not allowed", at: "http://chat.test")
    #expect(error.code == .badResponse && error.advice?.contains("write https://") == true)
  }
}
