import Testing

@testable import Rollcall

@Suite struct `Further headers` {
  @Test func `lines become fields, with comments and blank lines left out`() throws {
    let text = "# for the access proxy\r\nCF-Access-Client-Id: abc.access\n\n  CF-Access-Client-Secret :x\n"
    #expect(ExtraHeaders(text) == nil)
    let headers = try #require(ExtraHeaders(text.replacing(" :x", with: ":\t s3cret value ")))
    #expect(headers.fields.map(\.name) == ["CF-Access-Client-Id", "CF-Access-Client-Secret"])
    #expect(headers.fields.map(\.value.exposed) == ["abc.access", "s3cret value"])
  }

  @Test func `a scheme's credentials are a secret without the scheme, too`() throws {
    let headers = try #require(ExtraHeaders("Authorization: Basic dXNlcjpwYXNzd29yZA=="))
    #expect(headers.secrets.map(\.exposed) == ["Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA=="])
    #expect(Redactor(headers.secrets).quote("no dXNlcjpwYXNzd29yZA here".utf8, limit: 99) == "no ••• here")
    #expect("\(headers.fields[0].value)" == "•••")
  }

  @Test(arguments: [
    ("", "has no line"), ("# nothing\n", "has no line"), ("secret-token-0123456789", "no colon in line 1"),
    ("A: b\n: c", "no name in line 2"), ("A b: c", "no name in line 1"), ("A:", "no value in line 1"),
    ("A: b\na: c", "twice, again in line 2"), ("A: b\u{7}c", "a character in line 1"),
    ("A: ü", "a character in line 1"),
    ("\n\nHost: x", "“host” in line 3, which Rollcall sends itself"), ("api_access_token: x", "“api_access_token”"),
    ("User-Agent: x", "“user-agent”"), ("Content-Length: 0", "“content-length”"),
    ("A: " + String(repeating: "x", count: 8000), "more than 8000 bytes in line 1"),
    ((0..<33).map { "A\($0): b" }.joined(separator: "\n"), "more than 32 lines"),
  ])
  func `what is no such text is refused with its line, and without its content`(text: String, says: String) throws {
    let fault = try #require(ExtraHeaders.fault(in: text), "\(text)")
    #expect(fault.contains(says) && !fault.contains("secret-token"), "\(fault)")
    #expect(ExtraHeaders(text) == nil)
  }
}
