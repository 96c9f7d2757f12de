/// The envelope of every answer of Crisp: `error`, `reason` and `data`.
///
/// In errors `data` is an object `{}`, even if a success has an array. So the envelope is checked before the data.
struct CrispEnvelope {
  /// Whether the service calls the answer an error, whatever its status.
  let isError: Bool
  let reason: String?
  let data: JSONElement
  private let frame: JSONElement

  /// - Throws: `DecodeError` if the frame is not an envelope.
  init(_ frame: JSONElement) throws(DecodeError) {
    var fields = JSONFieldReader("error", "reason", "data")
    do throws(JSONFieldError) {
      try fields.read(frame, as: "the response")
      isError = try fields.bool(0) ?? false
    } catch {
      throw DecodeError(error.message, isContradiction: true)
    }
    reason = fields[1].string
    data = fields[2]
    self.frame = frame
  }

  /// The data of a success.
  ///
  /// - Throws: `ServiceFailure` if the service calls the answer an error, and `DecodeError` if the answer is malformed
  ///   or says both: then neither is believed.
  func data(_ kind: JSONElement.Kind, failures: CrispFailures) throws -> JSONElement {
    if isError {
      guard let reason, data.kind != .array else {
        throw DecodeError(
          "`error` is true, and \(data.kind == .array ? "there is a list" : "no `reason` says why")",
          isContradiction: true)
      }
      throw failures.failure(inSuccess: reason)
    }
    guard data.kind == kind else {
      throw DecodeError(
        JSONFieldError(field: "data", expected: kind.rawValue, found: data.kind).message, isContradiction: true)
    }
    return data
  }

  /// The list of a success, whose elements the splitter took out.
  ///
  /// - Throws: the errors of `data(_:failures:)`, and `DecodeError` for a remaining element or a second list, whose key
  ///   is written with escapes.
  func emptiedList(failures: CrispFailures) throws {
    let list = try data(.array, failures: failures)
    try list.forEachElement { _ in throw DecodeError("the list's key is written with escapes") }
    try frame.checkIsOnce("data")
  }
}
