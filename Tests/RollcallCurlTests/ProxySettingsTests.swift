import Rollcall
import Testing

@testable import RollcallCurl

@Suite struct `Proxies from the environment` {
  private func settings(_ variables: [String: String]) -> ProxySettings { ProxySettings { variables[$0] } }

  private static let plain = URLAddress("http://chat.test/api")
  private static let secure = URLAddress("https://chat.test:8443/api")

  @Test func `the scheme selects the proxy, and lower-case variables come first`() {
    let proxies = settings([
      "http_proxy": "a.test:1", "HTTP_PROXY": "no.test:1", "HTTPS_PROXY": "http://b.test:2/", "ALL_PROXY": "c.test",
    ])
    #expect(proxies.proxy(for: Self.plain)?.description == "the proxy a.test:1 (http_proxy)")
    #expect(proxies.proxy(for: Self.secure)?.description == "the proxy b.test:2 (HTTPS_PROXY)")
    let all = settings(["http_proxy": "", "all_proxy": "socks5h://user:word@[::1]:9"])
    #expect(all.proxy(for: Self.plain)?.description == "the proxy [::1]:9 (all_proxy)")
    #expect(settings([:]).proxy(for: Self.plain) == nil && settings([:]).fault(for: Self.plain) == nil)
  }

  @Test(arguments: [
    "http://user:ge#heim@proxy.test:80", "http://user:12#geheim@proxy.test", "http://user:a/geheim@proxy.test:80",
    "http://user:?geheim@proxy.test:80", "http://user:ge heim@proxy.test:80", "http://user:geheim@proxy.test:99999",
    "http://user:geheim@", "ftp://user:geheim@proxy.test:80", "htp:/user:geheim", "http://user:geh\"eim@proxy.test",
    "http://user:geheim@proxy.test:port", "geheim\n",
  ])
  func `an ambiguous proxy address is refused and not shown`(text: String) throws {
    for (variable, address) in [("http_proxy", Self.plain), ("https_proxy", Self.secure), ("ALL_PROXY", Self.secure)] {
      let fault = try #require(settings([variable: text]).fault(for: address))
      #expect(fault.code == .refusedOnTheWay && fault.message == "\(variable) is not the address of a proxy")
      #expect(RollcallError(fault).code.exitCode == 78 && !"\(RollcallError(fault))".contains("geheim"))
    }
  }

  @Test(arguments: [
    "http://user:a@b@proxy.test:80", "http://user:p:q@proxy.test", "http://us%40er:p%23q@proxy.test:80",
  ])
  func `a proxy accepts every password that is not ambiguous`(text: String) {
    let proxies = settings(["https_proxy": text])
    #expect(proxies.fault(for: Self.secure) == nil && proxies.proxy(for: Self.secure)?.host == "proxy.test")
    #expect(proxies.proxy(for: Self.secure)?.hasUser == true)
  }

  @Test(arguments: ["chat.test", "*", "other.test, .test", "10.0.0.0/8"])
  func `a wrong proxy address does not affect hosts that need no proxy`(hosts: String) {
    #expect(settings(["https_proxy": "a b", "no_proxy": hosts]).fault(for: Self.secure) == nil)
    #expect(settings(["https_proxy": "a b", "no_proxy": "at.test"]).fault(for: Self.secure) != nil)
  }
}
