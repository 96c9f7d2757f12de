/// An optional value that is always present in JSON: `null` where an optional would be left out.
@propertyWrapper
public struct Nullable<Value: Sendable & Codable & Equatable>: Sendable, Codable, Equatable {
  /// The value.
  public var wrappedValue: Value?

  /// Holds a value or none.
  public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  /// Reads a value or `null`; the key must be present.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  /// Writes the value or `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}
