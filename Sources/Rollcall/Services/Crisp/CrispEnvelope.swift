/// What every answer of Crisp is wrapped in: `error`, `reason` and `data`.
///
/// `data` is an object `{}` on errors even where success has an array, so the frame is looked at before the data is.
struct CrispEnvelope {
  /// Whether the service calls the answer an error, whatever its status.
  let isError: Bool
  let reason: String?
  let data: JSONElement
  private let frame: JSONElement

  init(_ frame: JSONElement) throws(JSONFieldError) {
    var fields = JSONFieldReader("error", "reason", "data")
    try fields.read(frame, as: "the response")
    isError = try fields.bool(0) ?? false
    reason = fields[1].string
    data = fields[2]
    self.frame = frame
  }

  /// The data of a success.
  ///
  /// - Throws: `ServiceFailure` if the service calls it an error, `JSONFieldError` if it is not what it should be.
  func data(_ kind: JSONElement.Kind, failures: CrispFailures) throws -> JSONElement {
    guard !isError else { throw failures.failure(status: 200, reason: reason) }
    guard data.kind == kind else { throw JSONFieldError(field: "data", expected: kind.rawValue, found: data.kind) }
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
