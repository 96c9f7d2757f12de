import CSimdjson

/// A refusal of a JSON text by simdjson.
package struct JSONError: Error, Equatable {
  /// The reason in words.
  package let message: String
}

/// JSON text with padding after it, which simdjson's vector loads need.
package struct JSONText: Sendable {
  /// The text, then `padding` bytes without a meaning.
  private let storage: [UInt8]
  package let count: Int

  static let padding = Int(CSIMDJSON_PADDING)

  /// Takes the text; this costs no copy if the text has room for the padding.
  package init(_ text: consuming [UInt8]) {
    count = text.count
    text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: Self.padding))
    storage = text
  }

  package var bytes: ArraySlice<UInt8> { storage[..<count] }

  /// The memory in use, in bytes.
  var memory: Int { storage.capacity }

  func withUnsafePaddedBytes<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R {
    storage.withUnsafeBufferPointer { body($0.baseAddress!) }
  }
}

/// A simdjson parser and the last document that it read.
///
/// The parser is strict: it refuses everything that RFC 8259 forbids, including invalid UTF-8 and unpaired surrogates,
/// and also integers beyond 64 bits and nesting deeper than `maximumDepth`. A response is refused only if it is not
/// JSON or nests too deep.
package struct JSONParser: ~Copyable {
  /// Far more than the services nest, and far too little to exhaust anything.
  package static let maximumDepth = 128

  private let parser: OpaquePointer
  private let notes: UnsafeMutablePointer<JSONElement.DocumentNotes>

  package init() {
    guard let parser = csimdjson_parser_create(Self.maximumDepth) else { fatalError("out of memory") }
    self.parser = parser
    notes = .allocate(capacity: 1)
    notes.initialize(to: JSONElement.DocumentNotes())
  }

  deinit {
    csimdjson_parser_destroy(parser)
    notes.deallocate()
  }

  /// Parses a whole document and lends its root to `body`; no element may outlive the call.
  package mutating func withDocument<R>(_ text: JSONText, _ body: (JSONElement) throws -> R) throws -> R {
    try body(try parse(text))
  }

  /// Parses a response, whatever its fields hold, and lends its root to `body`; no element may outlive the call.
  ///
  /// - Parameter remarks: receives the repairs.
  mutating func withResponse<R>(
    _ text: JSONText, _ remarks: inout JSONRemarks, _ body: (JSONElement) throws -> R
  ) throws -> R {
    var root: JSONElement?
    var refusal = JSONError(message: "")
    // The parser would accept U+0000 as text.
    let isSuspect = text.mayHoldNUL
    if !isSuspect {
      do throws(JSONError) { root = try parse(text) } catch { refusal = error }
    }
    if root == nil {
      if let repair = JSONRepair(of: text) {
        root = try parse(repair.text)
        notes.pointee.hasNumberTexts = repair.hasNumberTexts
        remarks.mendedTexts += repair.mendedTexts
      } else if isSuspect {
        root = try parse(text)
      }
    }
    guard let root else { throw refusal }
    defer { remarks.doubledNames += notes.pointee.doubledNames }
    return try body(root)
  }

  /// The same without a report of the repairs.
  package mutating func withResponse<R>(_ text: JSONText, _ body: (JSONElement) throws -> R) throws -> R {
    var remarks = JSONRemarks()
    return try withResponse(text, &remarks, body)
  }

  private mutating func parse(_ text: JSONText) throws(JSONError) -> JSONElement {
    notes.pointee = JSONElement.DocumentNotes()
    var root = csimdjson_field()
    let code = text.withUnsafePaddedBytes { csimdjson_parse(parser, $0, text.count, &root) }
    guard code == 0 else {
      guard !csimdjson_is_too_deep(code) else {
        throw JSONError(message: "it nests deeper than \(Self.maximumDepth) levels")
      }
      throw JSONError(message: String(cString: csimdjson_error_message(code)))
    }
    return JSONElement(root, of: notes)
  }
}

extension Pool where Tool == JSONParser {
  /// A pool of parsers.
  package convenience init() { self.init { JSONParser() } }
}
