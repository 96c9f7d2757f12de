@testable import Rollcall

extension FuzzTarget {
  /// Responses that are no success: whatever they hold, the message about them is short, on one line and shows no secret.
  static let failures = FuzzTarget("failures") { input in
    let secret = Secret("canary-token-0123456789")
    let statuses = [200, 206, 301, 302, 400, 401, 402, 403, 404, 408, 420, 423, 429, 500, 502, 503]
    let service = FuzzedService.all[input.choice(of: FuzzedService.all.count)]
    let status = statuses[input.choice(of: statuses.count)]
    let headerCount = Int(input.byte())
    // A byte that no text needs stands for the secret, so that it turns up everywhere.
    let bytes = input.remainder().flatMap { $0 == 7 ? Array(secret.exposed.utf8) : [$0] }
    let header = Array(bytes.prefix(headerCount)).text
    let response = FailedResponse(
      status: status, headers: headerCount > 0 ? ["location": header] : [:],
      body: Array(bytes.dropFirst(headerCount)), redactor: Redactor([secret]))

    let failure = service.failure(response)
    let words = failure.error.sentence
    try require(!failure.error.description.contains(secret.exposed), "it shows the secret: \(words)")
    try require(failure.error.reason?.contains(secret.exposed) != true, "the reason shows the secret: \(words)")
    try require(words.utf8.count < 2000, "it has \(words.utf8.count) bytes")
    try require(!words.unicodeScalars.contains { $0.properties.generalCategory == .control }, "it is no line: \(words)")
  }
}
