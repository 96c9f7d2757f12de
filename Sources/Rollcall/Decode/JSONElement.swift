import CSimdjson

/// A value of a parsed document, valid as long as the document is.
package struct JSONElement {
  /// What JSON values there are, and that there is none.
  package enum Kind: String, Sendable {
    case absent = "nothing"
    case null
    case boolean = "a boolean"
    case string = "a string"
    case number = "a number"
    case array = "an array"
    case object = "an object"
  }

  let field: csimdjson_field

  package var kind: Kind {
    switch field.type {
    case CSIMDJSON_ABSENT: .absent
    case CSIMDJSON_NULL: .null
    case CSIMDJSON_FALSE, CSIMDJSON_TRUE: .boolean
    case CSIMDJSON_STRING: .string
    case CSIMDJSON_ARRAY: .array
    case CSIMDJSON_OBJECT: .object
    default: .number
    }
  }

  /// Whether the key is not there, or its value is `null`.
  package var isMissing: Bool { field.type == CSIMDJSON_ABSENT || field.type == CSIMDJSON_NULL }

  package var bool: Bool? {
    switch field.type {
    case CSIMDJSON_TRUE: true
    case CSIMDJSON_FALSE: false
    default: nil
    }
  }

  /// The unescaped UTF-8 of a string.
  package var utf8: UnsafeBufferPointer<UInt8>? {
    guard field.type == CSIMDJSON_STRING else { return nil }
    return UnsafeBufferPointer(start: field.string, count: Int(field.number))
  }

  package var string: String? { utf8.map { String(decoding: $0, as: UTF8.self) } }

  /// The digits of an integer.
  package var integerText: String? {
    switch field.type {
    case CSIMDJSON_INTEGER: String(Int64(bitPattern: field.number))
    case CSIMDJSON_UNSIGNED: String(field.number)
    default: nil
    }
  }

  /// The text of an object or array, without blanks; members in the order in which they were sent.
  package var minified: [UInt8] {
    guard kind == .object || kind == .array else { return [] }
    var count = 0
    guard let text = csimdjson_minify(field.value, &count) else { fatalError("out of memory") }
    defer { csimdjson_free(text) }
    return Array(UnsafeBufferPointer(start: text, count: count))
  }

  /// Calls `body` with each element of an array; of anything else with none.
  package func forEachElement<Failure>(_ body: (JSONElement) throws(Failure) -> Void) throws(Failure) {
    guard field.type == CSIMDJSON_ARRAY else { return }
    var iterator = csimdjson_array_begin(field.value)
    var element = csimdjson_field()
    while csimdjson_array_next(&iterator, &element) { try body(JSONElement(field: element)) }
  }

  /// Calls `body` with each key and value of an object, a key that occurs twice included; of anything else with none.
  ///
  /// For files that users write, whose every key must be known. A response is read by `JSONFieldReader`.
  package func forEachMember(_ body: (String, JSONElement) throws -> Void) rethrows {
    guard field.type == CSIMDJSON_OBJECT else { return }
    var iterator = csimdjson_object_begin(field.value)
    var key = csimdjson_key()
    var value = csimdjson_field()
    while csimdjson_object_next(&iterator, &key, &value) {
      let name = UnsafeBufferPointer(start: key.bytes, count: key.count)
      try body(String(decoding: name, as: UTF8.self), JSONElement(field: value))
    }
  }

  /// Checks that an object does not have a key more than once, in whatever spelling; anything else does not.
  ///
  /// The last one counts, but the elements of a list are gone by the time that a second one turns up.
  package func checkIsOnce(_ key: String) throws {
    var count = 0
    forEachMember { name, _ in count += name == key ? 1 : 0 }
    guard count <= 1 else { throw DecodeError("`\(key)` is there \(count) times") }
  }
}

/// Reads an allow-list of keys out of objects, in one pass over each.
///
/// Nothing but the named keys leaves a response. Of a key that an object has twice, the last one counts.
package struct JSONFieldReader {
  private let names: [StaticString]
  private let keys: [csimdjson_key]
  private var fields: [csimdjson_field]

  package init(_ names: StaticString...) {
    self.names = names
    keys = names.map { csimdjson_key(bytes: $0.utf8Start, count: $0.utf8CodeUnitCount) }
    fields = Array(repeating: csimdjson_field(), count: names.count)
  }

  /// Reads the keys of `object`.
  ///
  /// - Throws: `JSONFieldError` if it is no object; `name` is what the error calls it.
  package mutating func read(_ object: JSONElement, as name: String) throws(JSONFieldError) {
    guard object.kind == .object else { throw JSONFieldError(field: name, expected: "an object", found: object.kind) }
    csimdjson_object_fields(object.field.value, keys, keys.count, &fields)
  }

  /// The value of the key at `index` of the list.
  package subscript(index: Int) -> JSONElement { JSONElement(field: fields[index]) }

  /// A string, or `nil` if the key is absent or null.
  package func utf8(_ index: Int) throws(JSONFieldError) -> UnsafeBufferPointer<UInt8>? {
    let element = self[index]
    if let utf8 = element.utf8 { return utf8 }
    guard element.isMissing else { throw wrongType(index, "a string") }
    return nil
  }

  /// A number that identifies something, from 1, or `nil` if the key is absent or null. Digits in a string are as good.
  package func id(_ index: Int) throws(JSONFieldError) -> UInt64? {
    let element = self[index]
    if element.isMissing { return nil }
    guard let text = element.integerText ?? element.string, let id = UInt64(text), id > 0, text == "\(id)" else {
      throw wrongType(index, "the number of an id")
    }
    return id
  }

  /// A text, or `nil` if the key is absent or null.
  package func string(_ index: Int) throws(JSONFieldError) -> String? {
    try utf8(index).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A boolean, or `nil` if the key is absent or null.
  package func bool(_ index: Int) throws(JSONFieldError) -> Bool? {
    let element = self[index]
    if let bool = element.bool { return bool }
    guard element.isMissing else { throw wrongType(index, "a boolean") }
    return nil
  }

  /// Says that the key at `index` is not what it should be.
  package func wrongType(_ index: Int, _ expected: String) -> JSONFieldError {
    JSONFieldError(field: "\(names[index])", expected: expected, found: self[index].kind)
  }
}

/// A field that is not of the type it must have. Its value is not part of the error: it may be anything.
package struct JSONFieldError: Error, Equatable {
  package let field: String
  package let expected: String
  package let found: JSONElement.Kind

  package var message: String { "`\(field)` should be \(expected) but is \(found.rawValue)" }
}
