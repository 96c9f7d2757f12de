import Backpressure
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `Responses kept by a cache` {
  @Test(arguments: [
    ("age", "1"), ("age", "86400"), ("age", "0, 12"), ("x-cache", "HIT"), ("x-cache", "Hit from cloudfront"),
    ("x-cache", "RefreshHit from cloudfront"), ("x-cache", "TCP_MEM_HIT from a.test (Apache/2.4)"),
    ("x-cache", "MISS, HIT"), ("x-cache-status", "STALE"), ("x-proxy-cache", "UPDATING"),
    ("cf-cache-status", "REVALIDATED"), ("x-cache-hits", "0, 3"), ("x-varnish", "32770 3"),
    ("cache-status", "ExampleCache; hit; ttl=376"), ("cache-status", "A; fwd=miss, B; hit"),
    ("warning", "110 - \"Response is Stale\""), ("cdn-cache", "HIT"), ("x-fastcgi-cache", "hit"),
  ])
  func `a header tells that a cache kept the response`(name: String, value: String) {
    #expect(KeptAnswer.sign(in: ["content-type": "application/json", name: value]) == "\(name): \(value)")
  }

  @Test(arguments: [
    ("age", "0"), ("age", "0, 0"), ("age", "soon"), ("x-cache", "MISS"), ("x-cache", "Miss from cloudfront"),
    ("x-cache-status", "BYPASS"), ("x-cache-status", "EXPIRED"), ("cf-cache-status", "DYNAMIC"), ("x-cache-hits", "0"),
    ("x-varnish", "32770"), ("cache-status", "ExampleCache; fwd=stale; fwd-status=200"), ("x-cache", "hit-for-pass"),
    ("cache-control", "max-age=0, private, stale-if-error=0"), ("x-cache-lookup", "HIT from proxy:3128"),
    ("x-cache-key", "/hit"), ("warning", "199 - misc"), ("x-request-id", "hit"), ("date", "stale"),
  ])
  func `a header of a fresh response does not tell of a cache`(name: String, value: String) {
    #expect(KeptAnswer.sign(in: [name: value]) == nil)
  }

  private static let paths = [
    "/api", "/api/v1/profile", "/api/v1/accounts/1", "/api/v1/accounts/1/agents", "/api/v1/accounts/1/teams",
  ]

  @Test(arguments: paths)
  func `a kept response of Chatwoot is refused, whatever it contains`(path: String) async throws {
    for status in [200, 404, 500] {
      var script = ChatwootScript()
      let body = script.script()[path]![0].pieces
      script.answers[path == "/api" ? path : String(path.dropFirst("/api/v1".count))] = [
        ScriptedTransport.Response(status: status, headers: ["x-edge-cache": "stale"], pieces: body)
      ]
      let error = try #require(try await script.export().error, "\(path) \(status)")
      #expect(error.code.exitCode == 65 && error.message.contains("a cache in front of Chatwoot"), "\(error)")
      #expect(error.advice == "exclude /api from the cache" && error.message.contains("x-edge-cache: stale"))
    }
  }

  @Test func `a kept response to a request for a part costs only the part`() async throws {
    var script = ChatwootScript()
    script.account.inboxes = [(ChatwootScript.inbox(4), [])]
    script.answers["/accounts/1/inbox_members/4"] = [
      ScriptedTransport.Response(headers: ["age": "9"], pieces: [Array(#"{"payload":[]}"#.utf8)])
    ]
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["inbox:4:member"])
  }

  @Test func `every request to Chatwoot forbids kept responses`() throws {
    let api = try #require(try ChatwootScript().service() as? ChatwootService).api
    for request in [api.version.request, api.profile.request] {
      #expect(request.http.headers.contains { $0.name == "Cache-Control" && $0.value.exposed == "no-cache" })
    }
  }
}
