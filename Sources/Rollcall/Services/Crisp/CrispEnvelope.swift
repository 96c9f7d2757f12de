/// What every answer of Crisp is wrapped in: `error`, `reason` and `data`.
///
/// `data` is an object `{}` on errors even where success has an array, so the frame is looked at before the data is.
struct CrispEnvelope {
  /// Whether the service calls the answer an error, whatever its status.
  let isError: Bool
  let reason: String?
  let data: JSONElement
  private let frame: JSONElement

  /// - Throws: `DecodeError` if it is no envelope.
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
  /// - Throws: `ServiceFailure` if the service calls it an error, `DecodeError` if it is not what it should be: an
  ///   answer that says both is believed in neither.
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
  /// - Throws: what `data(_:failures:)` does, and `DecodeError` for an element that is left, or a second list: it was
  ///   hidden behind a key in disguise.
  func emptiedList(failures: CrispFailures) throws {
    let list = try data(.array, failures: failures)
    try list.forEachElement { _ in throw DecodeError("the list's key is written with escapes") }
    try frame.checkIsOnce("data")
  }
}
