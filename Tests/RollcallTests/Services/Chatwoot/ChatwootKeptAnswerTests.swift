import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `Responses of Chatwoot that a cache kept` {
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
