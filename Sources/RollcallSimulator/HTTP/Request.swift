/// One request in the form that a service receives.
package struct Request: Sendable {
  let method: String
  /// The path in the form in which it was sent, before any percent-decoding.
  let path: String
  /// The text after the question mark.
  let query: String
  /// The header fields in the order in which they were sent.
  let headers: [Header]

  /// The number of this request on its connection, counted from 1.
  let numberOnConnection: Int

  init(method: String, target: String, headers: [Header], numberOnConnection: Int = 1) {
    self.method = method
    self.numberOnConnection = numberOnConnection
    self.headers = headers
    if let mark = target.firstIndex(of: "?") {
      path = String(target[..<mark])
      query = String(target[target.index(after: mark)...])
    } else {
      path = target
      query = ""
    }
  }

  /// The value of the first header field of that name, in any case.
  func header(_ name: String) -> String? {
    headers.first { $0.name.utf8.elementsEqual(name.utf8, by: equalIgnoringCase) }?.value
  }

  /// The value of a parameter of the query.
  func parameter(_ name: String) -> Substring? {
    for pair in query.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if halves[0] == name { return halves.count == 2 ? halves[1] : "" }
    }
    return nil
  }
}

private func equalIgnoringCase(_ one: UInt8, _ other: UInt8) -> Bool {
  let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
  return (letters.contains(one) ? one | 0x20 : one) == (letters.contains(other) ? other | 0x20 : other)
}
