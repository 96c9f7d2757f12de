import CSimdjson

/// A value of a parsed document, valid as long as the document.
package struct JSONElement {
  /// The kinds of JSON values, and the absence of one.
  package enum Kind: String, Sendable {
    case absent = "nothing"
    case null
    case boolean = "a boolean"
    case string = "a string"
    case number = "a number"
    case array = "an array"
    case object = "an object"
  }

  /// Facts about a document that simdjson does not hold.
  struct DocumentNotes {
    /// Whether a string that begins with U+0000 is a number that simdjson cannot hold; see `JSONRepair`.
    var hasNumberTexts = false
    /// The number of members with the name of a later one, in objects that were handed on whole.
    var doubledNames = 0
  }

  let field: csimdjson_field
  fileprivate let notes: UnsafeMutablePointer<DocumentNotes>

  init(_ field: csimdjson_field, of notes: UnsafeMutablePointer<DocumentNotes>) {
    self.notes = notes
    var field = field
    if field.type == CSIMDJSON_STRING, notes.pointee.hasNumberTexts, field.number > 1, field.string.pointee == 0 {
      field.type = CSIMDJSON_NUMBER_TEXT
      field.string += 1
      field.number -= 1
    }
    self.field = field
  }

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

  /// Whether the key is absent or its value is `null`.
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
    return text
  }

  package var string: String? { utf8.map { String(decoding: $0, as: UTF8.self) } }

  /// The digits of an integer.
  package var integerText: String? {
    switch field.type {
    case CSIMDJSON_INTEGER: String(Int64(bitPattern: field.number))
    case CSIMDJSON_UNSIGNED: String(field.number)
    case CSIMDJSON_NUMBER_TEXT where !text.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }:
      String(decoding: text, as: UTF8.self)
    default: nil
    }
  }

  /// Whether two strings, numbers or booleans have the same value. A number can be written in several ways.
  func isSameScalar(as other: JSONElement) -> Bool {
    if let utf8, let others = other.utf8 { return utf8.elementsEqual(others) }
    if let text = integerText, let others = other.integerText { return text == others }
    if let number, let others = other.number { return number == others }
    return bool == other.bool && kind == other.kind
  }

  private var number: Double? {
    switch field.type {
    case CSIMDJSON_INTEGER: Double(Int64(bitPattern: field.number))
    case CSIMDJSON_UNSIGNED: Double(field.number)
    case CSIMDJSON_DOUBLE: Double(bitPattern: field.number)
    default: nil
    }
  }

  /// The bytes of a string, or of a number that is stored as one.
  private var text: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: field.string, count: Int(field.number)) }

  /// The text of an object or array, without blanks. Members keep their order; of those with the same name only the
  /// last one remains.
  package var minified: [UInt8] {
    guard kind == .object || kind == .array else { return [] }
    var bytes: [UInt8] = []
    appendMinified(to: &bytes)
    return bytes
  }

  private func appendMinified(to bytes: inout [UInt8]) {
    var separator: [UInt8] = []
    switch field.type {
    case CSIMDJSON_ARRAY:
      bytes.append(UInt8(ascii: "["))
      forEachElement { element in
        bytes += separator
        separator = [UInt8(ascii: ",")]
        element.appendMinified(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case CSIMDJSON_OBJECT:
      bytes.append(UInt8(ascii: "{"))
      for (name, value) in lastMembers {
        bytes += separator
        separator = [UInt8(ascii: ",")]
        bytes.appendJSONString(name)
        bytes.append(UInt8(ascii: ":"))
        value.appendMinified(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case CSIMDJSON_STRING: bytes.appendJSONString(text)
    case CSIMDJSON_NUMBER_TEXT: bytes += text
    case CSIMDJSON_DOUBLE:
      bytes.append(addingCapacity: Int(CSIMDJSON_DOUBLE_LENGTH)) { output in
        output.withUnsafeMutableBufferPointer { $1 = csimdjson_write_double(field.number, $0.baseAddress!) }
      }
    case CSIMDJSON_TRUE: bytes += "true".utf8
    case CSIMDJSON_FALSE: bytes += "false".utf8
    case CSIMDJSON_INTEGER, CSIMDJSON_UNSIGNED: bytes += (integerText ?? "").utf8
    default: bytes += "null".utf8
    }
  }

  private typealias Member = (name: UnsafeBufferPointer<UInt8>, value: JSONElement)

  /// The members of an object; of those with the same name only the last one.
  private var lastMembers: [Member] {
    var members: [Member] = []
    forEachRawMember { members.append(($0, $1)) }
    // They are sorted, because an object may have any number of them.
    let order = members.indices.sorted { left, right in
      let (one, other) = (members[left].name, members[right].name)
      return one.elementsEqual(other) ? left < right : one.lexicographicallyPrecedes(other)
    }
    let doubled = zip(order, order.dropFirst())
      .filter { members[$0].name.elementsEqual(members[$1].name) }
      .map(\.0)
    guard !doubled.isEmpty else { return members }
    notes.pointee.doubledNames += doubled.count
    let dropped = Set(doubled)
    return members.indices.filter { !dropped.contains($0) }.map { members[$0] }
  }

  /// The number of elements of an array, and 16,777,215 if there are more; any other value has none.
  package var elementCount: Int { field.type == CSIMDJSON_ARRAY ? csimdjson_array_count(field.value) : 0 }

  /// Calls `body` with each element of an array; any other value has none.
  package func forEachElement<Failure>(_ body: (JSONElement) throws(Failure) -> Void) throws(Failure) {
    guard field.type == CSIMDJSON_ARRAY else { return }
    var iterator = csimdjson_begin(field.value)
    var element = csimdjson_field()
    while csimdjson_array_next(&iterator, &element) { try body(JSONElement(element, of: notes)) }
  }

  /// Calls `body` with each key and value of an object, including a key that occurs twice; any other value has none.
  ///
  /// This is for files that users write, whose every key must be known. Responses are read by `JSONFieldReader`.
  package func forEachMember(_ body: (String, JSONElement) throws -> Void) rethrows {
    try forEachRawMember { try body(String(decoding: $0, as: UTF8.self), $1) }
  }

  private func forEachRawMember(_ body: (UnsafeBufferPointer<UInt8>, JSONElement) throws -> Void) rethrows {
    guard field.type == CSIMDJSON_OBJECT else { return }
    var iterator = csimdjson_begin(field.value)
    var key = csimdjson_key()
    var value = csimdjson_field()
    while csimdjson_object_next(&iterator, &key, &value) {
      try body(UnsafeBufferPointer(start: key.bytes, count: key.count), JSONElement(value, of: notes))
    }
  }

  /// Checks that an object does not have a key twice, in any spelling; any other value does not.
  ///
  /// The last one would count, but the elements of a list have left before a second one can appear.
  package func checkIsOnce(_ key: String) throws {
    var count = 0
    forEachMember { name, _ in count += name == key ? 1 : 0 }
    guard count <= 1 else { throw DecodeError("`\(key)` is there \(count) times") }
  }
}

/// A reader of an allow-list of keys from objects, in one pass over each.
///
/// Only the named keys leave a response. If an object has one of them twice, it is refused.
package struct JSONFieldReader {
  private let names: [StaticString]
  private let keys: [csimdjson_key]
  private var fields: [csimdjson_field]
  /// The notes about the document of the last object.
  private var notes: UnsafeMutablePointer<JSONElement.DocumentNotes>?
  /// The length of the texts that were read from the last object, in bytes, or a little more.
  private(set) var textBytes = 0

  package init(_ names: StaticString...) {
    self.names = names
    keys = names.map { csimdjson_key(bytes: $0.utf8Start, count: $0.utf8CodeUnitCount) }
    fields = Array(repeating: csimdjson_field(), count: names.count)
  }

  /// Reads the keys of `object`.
  ///
  /// - Throws: `JSONFieldError` if it is not an object; `name` is its name in the error.
  package mutating func read(_ object: JSONElement, as name: String) throws(JSONFieldError) {
    guard object.kind == .object else { throw JSONFieldError(field: name, expected: "an object", found: object.kind) }
    let found = csimdjson_object_fields(object.field.value, keys, keys.count, &fields)
    notes = object.notes
    textBytes = found.string_bytes
    if object.notes.pointee.hasNumberTexts { fields = fields.map { JSONElement($0, of: object.notes).field } }
    // Readers differ in which of the two they use, so the meaning is unknown.
    guard found.doubled < 0 else { throw wrongType(found.doubled, "there once") }
  }

  /// The value of the key at `index` of the list.
  package subscript(index: Int) -> JSONElement {
    guard let notes else { preconditionFailure("an object is read before its fields are") }
    return JSONElement(fields[index], of: notes)
  }

  /// The bytes of a string, or `nil` if the key is absent or null.
  package func utf8(_ index: Int) throws(JSONFieldError) -> UnsafeBufferPointer<UInt8>? {
    try checkText(index)
    return isMissing(index) ? nil : text(index)
  }

  /// Whether a key is absent or null.
  @inline(__always)
  func isMissing(_ index: Int) -> Bool { fields[index].type.rawValue <= CSIMDJSON_NULL.rawValue }

  /// Checks that a key is a string, null or absent.
  @inline(__always)
  func checkText(_ index: Int) throws(JSONFieldError) {
    guard fields[index].type == CSIMDJSON_STRING || isMissing(index) else { throw wrongType(index, "a string") }
  }

  /// The bytes of a string; any other value has none, without an address.
  @inline(__always)
  func text(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    let field = fields[index]
    guard field.type == CSIMDJSON_STRING else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: field.string, count: Int(field.number))
  }

  /// A number that identifies something, from 1, or `nil` if the key is absent or null. A string of digits is accepted.
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

  /// The error for a key whose value has another type than expected.
  package func wrongType(_ index: Int, _ expected: String) -> JSONFieldError {
    JSONFieldError(field: "\(names[index])", expected: expected, found: self[index].kind)
  }
}

/// An error about a field of a wrong type. It does not contain the value, which may be anything.
package struct JSONFieldError: Error, Equatable {
  package let field: String
  package let expected: String
  package let found: JSONElement.Kind

  package var message: String { "`\(field)` should be \(expected) but is \(found.rawValue)" }
}
