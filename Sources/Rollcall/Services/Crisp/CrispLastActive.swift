import Backpressure

/// When users of a website were last active, by the user's id (*List Last Active Website Operators*).
typealias CrispLastActive = [String: Timestamp]

/// Maps *List Last Active Website Operators*: milliseconds since 1970 for each user, some of whom may have left.
struct CrispLastActiveMapper: PageMapper {
  let failures: CrispFailures
  let promise: Promise<CrispLastActive>

  private var moments: CrispLastActive = [:]

  init(failures: CrispFailures, promise: Promise<CrispLastActive>) {
    self.failures = failures
    self.promise = promise
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var user = JSONFieldReader("user_id", "timestamp")
    try elements.forEachElement { element in
      try user.read(element, as: "the element")
      guard let id = user[0].string ?? user[0].integerText else { throw user.wrongType(0, "a user id") }
      guard let moment = user[1].integerText.flatMap(Int64.init).flatMap(Timestamp.init(writable:)) else {
        throw user.wrongType(1, "milliseconds since 1970")
      }
      moments[id] = max(moment, moments[id] ?? moment)
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try CrispEnvelope(frame).emptiedList(failures: failures)
    promise.fulfil(moments)
    return nil
  }
}
