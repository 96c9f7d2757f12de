/// Writes one flat JSON object, such as a row's `attributes`; the caller brings the keys in order.
struct JSONObjectWriter {
  private(set) var bytes = [UInt8(ascii: "{")]

  /// Adds a member with the value of a string, boolean or null; an absent one is left out.
  ///
  /// - Throws: `JSONFieldError` if the value is of another kind than `expected` and not null.
  mutating func add(_ key: StaticString, _ value: JSONElement, expected: JSONElement.Kind) throws(JSONFieldError) {
    guard value.kind != .absent else { return }
    guard value.kind == expected || value.kind == .null else {
      throw JSONFieldError(field: "\(key)", expected: expected.rawValue, found: value.kind)
    }
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    bytes.appendJSONString(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: ":"))
    if let text = value.utf8 {
      bytes.appendJSONString(text)
    } else {
      bytes += (value.bool.map { $0 ? "true" : "false" } ?? "null").utf8
    }
  }

  /// Closes the object.
  consuming func finish() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }
}
