import Testing

@testable import Rollcall

/// Where a service is, and whether a token may go there unencrypted.
@Suite struct `Base URLs` {
  @Test(arguments: [
    ("https://api.crisp.chat", "https://api.crisp.chat"),
    ("https://api.crisp.chat/", "https://api.crisp.chat"),
    ("https://api.crisp.chat///", "https://api.crisp.chat"),
    ("  https://api.crisp.chat/ \n", "https://api.crisp.chat"),
    ("HTTPS://API.Crisp.Chat", "https://api.crisp.chat"),
    ("https://api.crisp.chat:8443/", "https://api.crisp.chat:8443"), ("https://x.test:065535", "https://x.test:65535"),
    ("https://x.test:", "https://x.test"), ("https://[::1]:/x", "https://[::1]/x"),
    ("https://proxy.test/Crisp/v1/", "https://proxy.test/Crisp/v1"),
    ("https://proxy.test/a%20b", "https://proxy.test/a%20b"),
    ("https://proxy.test/a%2Fb", "https://proxy.test/a%2Fb"),
    ("https://proxy.test/a%3Fb", "https://proxy.test/a%3Fb"),
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ("http://[::1]:8080/x/", "http://[::1]:8080/x"),
    ("https://xn--bcher-kva.test", "https://xn--bcher-kva.test"),
  ])
  func `a valid URL is brought into one form`(text: String, form: String) {
    #expect(BaseURL(text)?.description == form)
  }

  @Test(arguments: [
    "", " ", "/", "https://", "https:///", "https:///path", "https:api.crisp.chat", "api.crisp.chat",
    "//api.crisp.chat",
    "api.crisp.chat:443", "ftp://api.crisp.chat", "file:///etc/passwd", "javascript:alert(1)", "https//api.crisp.chat",
    "https://user@api.crisp.chat", "https://user:password@api.crisp.chat", "https://:password@api.crisp.chat",
    "https://@api.crisp.chat", "https://api.crisp.chat?x=1", "https://api.crisp.chat?", "https://api.crisp.chat#x",
    "https://api.crisp.chat/#", "https://api.crisp chat", "https://api.crisp.chat/a b", "https://api.crisp.chat/\u{0}",
    "https://api.crisp.chat/\n/x", "https://bücher.test", "https://api.crisp.chat/é", "https://api.crisp.chat:port",
    "https://api.crisp.chat%b2@evil.test", "https://u:%b2@x.test", "https://x.test?%b2", "https://x.test#%b2",
    "https://x.test:65536", "https://x.test:99999999999999999999/x",
    "https://[::1]:99999999999999999999", "https://[::1", "https://::1]",
    "https://api.crisp.chat/%zz", "https://api%2Fcrisp.chat", "https://a%40b.test",
  ])
  func `an invalid URL is refused`(text: String) {
    #expect(BaseURL(text) == nil)
  }

  @Test(arguments: [
    "http://127.0.0.1", "http://127.0.0.1:1234/x", "http://127.1.2.3", "http://127.255.255.254", "http://localhost",
    "http://LOCALHOST:80", "http://[::1]", "http://[::1]:9", "https://localhost",
  ])
  func `every name and address of this machine is recognized`(text: String) {
    #expect(BaseURL(text)?.isLoopback == true)
  }

  @Test(arguments: [
    "http://127.0.0.1.evil.com", "http://127.evil.com", "http://127.0.0.1-evil.com", "http://localhost.evil.com",
    "http://evil.com/127.0.0.1", "http://evil-localhost", "http://localhost.", "http://128.0.0.1", "http://126.0.0.1",
    "http://127.0.0.256", "http://127.0.0", "http://127.0.0.1.", "http://127.0.0.1.1", "http://127.0.0.",
    "http://127...",
    "http://0.0.0.0", "http://[::2]", "http://[::ffff:8.8.8.8]", "http://10.0.0.1", "http://192.168.0.1",
    "http://127.+0.0.1", "http://127.-0.-0.1", "http://0127.0.0.1", "http://api.crisp.chat",
  ])
  func `a host that only resembles this machine is not taken for it`(text: String) {
    // Refused is as good.
    #expect(BaseURL(text)?.isLoopback != true)
  }

  @Test func `plain http is distinguished from https`() {
    #expect(BaseURL("HTTP://x.test")?.isPlain == true && BaseURL("https://x.test")?.isPlain == false)
  }

  private func safe(_ url: String, _ flags: [(String, String)] = []) throws -> BaseURL {
    var values = SettingValues()
    for (name, text) in [("crisp-base-url", url)] + flags { values.set(name, to: text, from: .flag) }
    let url = try values.required(.crispBaseURL)
    try values.checkSafety(of: url, named: "crisp-base-url")
    return url
  }

  @Test(arguments: ["https://x.test", "http://127.0.0.1:1", "http://localhost", "http://[::1]"])
  func `a token can go to a safe URL`(url: String) throws {
    #expect(try safe(url).description == url)
  }

  @Test(arguments: ["http://x.test", "http://127.0.0.1.evil.com", "http://10.0.0.1"])
  func `a token does not go to another machine over plain http, unless that is allowed`(url: String) throws {
    let error = #expect(throws: SettingError.self) { try safe(url) }
    #expect(error?.message.contains("--allow-plain-http") == true && error?.message.contains(url) == true)
    #expect(try safe(url, [("allow-plain-http", "true")]).isPlain)
  }

  @Test func `a URL with a password is refused without showing the password`() {
    let error = #expect(throws: SettingError.self) { try safe("https://user:canary-password@x.test") }
    #expect(error?.message.contains("--crisp-base-url must be") == true)
    #expect(error?.message.contains("canary") == false)
  }

  @Test func `Crisp has its public address by default`() throws {
    #expect(try SettingValues().required(.crispBaseURL).description == "https://api.crisp.chat")
  }
}
