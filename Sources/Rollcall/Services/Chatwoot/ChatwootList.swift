/// The rules for all lists of Chatwoot. Each list comes in one response and is sorted before it is passed on, so its
/// rows are held in memory.
enum ChatwootList {
  /// The most elements of a list: a hundred times what the largest accounts have.
  static let maximumCount = 1_000_000
  /// The most teams or inboxes of an account, each of which is a request for its members.
  static let maximumGroups = 100_000

  /// - Throws: `DecodeError` if there is no room for one more element.
  static func checkCount(_ count: Int, of maximum: Int = maximumCount) throws(DecodeError) {
    guard count < maximum else { throw DecodeError("the list has more than \(maximum) elements") }
  }

  /// Checks the frame of a list.
  ///
  /// - Throws: `DecodeError` if it is malformed.
  static func checkFrame(_ frame: JSONElement, path: ElementSplitter.ListPath) throws {
    var list = frame
    if case .member = path {
      var fields = JSONFieldReader("payload")
      try fields.read(frame, as: "the response")
      list = fields[0]
      guard list.kind == .array else { throw fields.wrongType(0, "an array") }
    }
    guard list.kind == .array else {
      throw JSONFieldError(field: "the response", expected: "an array", found: list.kind)
    }
    // The splitter takes every element out. It misses a list whose key is written with escapes.
    try list.forEachElement { _ in throw DecodeError("the list's key is written with escapes") }
    try frame.checkIsOnce("payload")
  }

  /// Checks that an element names the right account, if it names one: a cache on the way may answer with a list of
  /// another account.
  ///
  /// - Throws: `DecodeError` if it names another account.
  static func checkAccount(_ field: JSONElement, is account: String) throws(DecodeError) {
    guard !field.isMissing, field.integerText ?? field.string != account else { return }
    throw DecodeError("`account_id` is not that of the account that was asked for", isContradiction: true)
  }
}
