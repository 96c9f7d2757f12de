import CSimdjson

/// JSON that simdjson refused.
package struct JSONError: Error, Equatable {
  /// simdjson's reason, in words.
  package let message: String
}

/// JSON text with the room behind it that simdjson's vector loads need.
package struct JSONText: Sendable {
  /// The text, then `padding` bytes of no meaning.
  private let storage: [UInt8]
  package let count: Int

  static let padding = Int(CSIMDJSON_PADDING)

  /// Takes over the text; costs no copy if it has room for the padding.
  package init(_ text: consuming [UInt8]) {
    count = text.count
    text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: Self.padding))
    storage = text
  }

  package var bytes: ArraySlice<UInt8> { storage[..<count] }

  func withUnsafePaddedBytes<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R {
    storage.withUnsafeBufferPointer { body($0.baseAddress!) }
  }
}

/// Owns one simdjson parser and the document that it read last.
///
/// Strict: what RFC 8259 forbids is refused, invalid UTF-8 and unpaired surrogates included. Integers beyond 64 bits
/// and nesting deeper than `maximumDepth` are refused as well.
package struct JSONParser: ~Copyable {
  /// Far more than the services nest, far less than would exhaust anything.
  package static let maximumDepth = 128

  private let parser: OpaquePointer

  package init() {
    guard let parser = csimdjson_parser_create(Self.maximumDepth) else { fatalError("out of memory") }
    self.parser = parser
  }

  deinit { csimdjson_parser_destroy(parser) }

  /// Parses a whole document and lends its root to `body`; no element may outlive the call.
  package mutating func withDocument<R>(_ text: JSONText, _ body: (JSONElement) throws -> R) throws -> R {
    var root = csimdjson_field()
    let code = text.withUnsafePaddedBytes { csimdjson_parse(parser, $0, text.count, &root) }
    guard code == 0 else {
      guard !csimdjson_is_too_deep(code) else {
        throw JSONError(message: "it nests deeper than \(Self.maximumDepth) levels")
      }
      throw JSONError(message: String(cString: csimdjson_error_message(code)))
    }
    return try body(JSONElement(field: root))
  }
}
