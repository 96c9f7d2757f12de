/// A writer of one flat JSON object, such as a row's `attributes`. The caller gives the keys in order.
struct JSONObjectWriter {
  private(set) var bytes = [UInt8(ascii: "{")]

  /// Adds a member with the value of a string, boolean, integer, object or null; an absent one is left out.
  ///
  /// - Throws: `JSONFieldError` if the value is neither null nor of a kind in `expected`.
  mutating func add(_ key: StaticString, _ value: JSONElement, expected: JSONElement.Kind...) throws(JSONFieldError) {
    guard value.kind != .absent else { return }
    let isInteger = value.integerText != nil
    guard value.kind == .null || (expected.contains(value.kind) && (value.kind != .number || isInteger)) else {
      let words = expected.map { $0 == .number ? "a whole number" : $0.rawValue }
      throw JSONFieldError(field: "\(key)", expected: words.joined(separator: " or "), found: value.kind)
    }
    begin(key)
    switch value.kind {
    case .string: bytes.appendJSONString(value.utf8!)
    case .boolean: bytes += (value.bool == true ? "true" : "false").utf8
    case .number: bytes += value.integerText!.utf8
    case .object: bytes += value.minified
    case .array, .null, .absent: bytes += "null".utf8
    }
  }

  /// Adds a member with a truth value.
  mutating func add(_ key: StaticString, _ value: Bool) {
    begin(key)
    bytes += (value ? "true" : "false").utf8
  }

  /// Adds a member with a list of strings.
  mutating func add(_ key: StaticString, _ values: [String]) {
    begin(key)
    bytes.append(UInt8(ascii: "["))
    for (index, var value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      value.withUTF8 { bytes.appendJSONString($0) }
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func begin(_ key: StaticString) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    bytes.appendJSONString(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: ":"))
  }

  /// Closes the object.
  consuming func finish() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }
}
