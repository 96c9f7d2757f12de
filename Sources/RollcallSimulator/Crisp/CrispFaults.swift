/// The ways in which Crisp itself goes wrong.
extension Fault {
  /// An error in Crisp's envelope.
  package static func crispError(_ status: Int, _ reason: String, retryAfter: RetryAfter? = nil) -> Fault {
    .answer(
      FaultAnswer(
        status, headers: ["Content-Type": CrispAnswer.contentType.value], retryAfter: retryAfter,
        body: CrispAnswer.failureText(reason)))
  }

  /// An error in the envelope of an answer whose status says that all is well.
  package static let crispErrorWithStatus200 = crispError(200, "internal_error")

  /// What Bloom, the cache in front of Crisp's API, answers when the API is down (github.com/valeriansaliou/bloom).
  package static let crispOffline = Fault.answer(
    FaultAnswer(
      502, headers: ["Bloom-Status": "OFFLINE", "Content-Type": "text/plain"], body: "502 Bad Gateway"))
}
