/// The faults of Crisp itself.
extension Fault {
  /// An error in Crisp's envelope.
  package static func crispError(_ status: Int, _ reason: String, retryAfter: RetryAfter? = nil) -> Fault {
    .answer(
      FaultAnswer(
        status, headers: ["Content-Type": CrispAnswer.contentType.value], retryAfter: retryAfter,
        body: CrispAnswer.failureText(reason)))
  }

  /// An error in the envelope of an answer with a successful status.
  package static let crispErrorWithStatus200 = crispError(200, "internal_error")

  /// The answer of Bloom, the cache before Crisp's API, when the API is down (github.com/valeriansaliou/bloom).
  package static let crispOffline = Fault.answer(
    FaultAnswer(
      502, headers: ["Bloom-Status": "OFFLINE", "Content-Type": "text/plain"], body: "502 Bad Gateway"))
}
