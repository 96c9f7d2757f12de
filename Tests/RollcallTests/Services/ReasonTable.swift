import RollcallTestSupport
import Testing

@testable import Rollcall

/// A row of the tables of what a service refuses, with what a person is told for it.
struct ReasonRow: Sendable, CustomTestStringConvertible {
  let about: String
  let status: Int
  let body: String
  var headers: [String: String] = [:]
  let exitCode: Int32
  /// What must stand in the error's text: what happened, why and what next, and the service's own words.
  let texts: [String]
  /// What the manifest has as the service's word for it.
  let reason: String?

  var testDescription: String { about }

  init(
    _ about: String, _ status: Int, _ body: String, headers: [String: String] = [:], exits exitCode: Int32,
    reason: String? = nil, says texts: String...
  ) {
    self.about = about
    self.status = status
    self.body = body
    self.headers = headers
    self.exitCode = exitCode
    self.reason = reason
    self.texts = texts
  }

  /// What an export ends with that gets this answer to each request at `path`, and others to `rest`.
  func error(
    at path: String, from service: any Service, rest: [String: [ScriptedTransport.Response]]
  ) async throws -> RollcallError {
    let headers = headers.merging(["x-request-id": "0f0e-\(status)"]) { own, _ in own }
    let answer = ScriptedTransport.Response(status: status, headers: headers, pieces: [Array(body.utf8)])
    return try await withScratchFolder { folder in
      var script = rest
      script[path] = Array(repeating: answer, count: 8)
      let bench = ExportBench(service, script: script, in: folder)
      return try #require(try await bench.failure(), "\(about) gave a snapshot")
    }
  }

  /// Expects what holds for every refusal: that it says what happened, where, why and what next, and gives nothing away.
  func expect(_ error: RollcallError, path: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let text = error.description
    #expect(error.code.exitCode == exitCode, "\(text)", sourceLocation: sourceLocation)
    #expect(error.reason == reason, "\(text)", sourceLocation: sourceLocation)
    for part in texts { #expect(text.contains(part), "“\(part)” in:\n\(text)", sourceLocation: sourceLocation) }
    #expect(text.contains("answered \(status)") || status == 200, "\(text)", sourceLocation: sourceLocation)
    #expect(text.contains("  where: ") && text.contains("GET \(path)"), "\(text)", sourceLocation: sourceLocation)
    #expect(text.contains("  next:  "), "\(text)", sourceLocation: sourceLocation)
    #expect(text.contains("X-Request-Id 0f0e-\(status)"), "\(text)", sourceLocation: sourceLocation)
    #expect(!text.contains("canary"), "\(text)", sourceLocation: sourceLocation)
    let line = text.split(separator: "\n").first ?? ""
    // A sentence, and at most 200 bytes of what is not ours.
    #expect(line.utf8.count < 200 + 180, "\(text)", sourceLocation: sourceLocation)
    #expect(
      text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 }, "\(text)", sourceLocation: sourceLocation)
  }
}

extension ReasonRow {
  /// What a proxy, a cache or a CDN puts before a service: a page in HTML, longer than what is quoted of it.
  static func page(_ title: String) -> String {
    "<!DOCTYPE html>\r\n<html><head><title>\(title)</title></head><body><h1>\(title)</h1>"
      + "<p>Please wait</p>\(String(repeating: "<p>&nbsp;</p>", count: 40))<p>canary-at-the-end</p></body></html>"
  }
}
