extension JSONParser {
  /// The value of a row's attribute as text, by the bytes of the column `attributes`; `nil` if it is absent or null.
  ///
  /// Objects and lists are JSON text. Bytes that are no JSON object have no attributes.
  mutating func attribute(_ name: String, of attributes: UnsafeRawBufferPointer?) -> String? {
    guard let attributes, attributes.count > 2 else { return nil }
    return try? withDocument(JSONText(Array(attributes))) { object in
      var value: String?
      object.forEachMember { key, member in
        guard key == name else { return }
        value =
          switch member.kind {
          case .absent, .null: nil
          case .boolean: member.bool == true ? "true" : "false"
          case .string: member.string
          case .number: member.integerText
          case .array, .object: String(decoding: member.minified, as: UTF8.self)
          }
      }
      return value
    }
  }
}
