/// Crisp's envelope: the three keys of every answer in JSON. On an error `data` is an object, even in the place of a
/// list (Crisp's REST API reference, any route's error responses).
enum CrispAnswer {
  static let contentType = Header("Content-Type", "application/json; charset=utf-8")

  /// - Parameter data: JSON.
  static func success(_ reason: StaticString, data: [UInt8], status: Int = 200) -> Answer {
    var body: [UInt8] = []
    body.reserveCapacity(data.count + 64)
    body.append("{\"error\":false,\"reason\":\"")
    body.append(reason)
    body.append("\",\"data\":")
    body.append(contentsOf: data)
    body.append(UInt8(ascii: "}"))
    return Answer(status: status, headers: [contentType], body: .bytes(body))
  }

  static func failure(_ status: Int, _ reason: String, message: String? = nil) -> Answer {
    Answer(status: status, headers: [contentType], body: .bytes(Array(failureText(reason, message: message).utf8)))
  }

  /// The refusal of a request beyond a limit.
  static func limited(_ limit: RateLimit) -> Answer {
    Fault.crispError(429, CrispUnverified().rateLimited, retryAfter: limit.retryAfter).applied { failure(500, "") }
  }

  static func failure(_ refusal: CrispUnverified.Refusal) -> Answer {
    failure(refusal.status, refusal.reason)
  }

  static func failureText(_ reason: String, message: String? = nil) -> String {
    var body: [UInt8] = []
    body.append("{\"error\":true,\"reason\":")
    body.appendQuoted(reason)
    body.append(",\"data\":{")
    if let message {
      body.append("\"message\":")
      body.appendQuoted(message)
    }
    body.append("}}")
    return String(decoding: body, as: UTF8.self)
  }

  /// The answer of HEAD routes: a status without a body.
  static func head(_ status: Int) -> Answer {
    Answer(status: status)
  }
}
