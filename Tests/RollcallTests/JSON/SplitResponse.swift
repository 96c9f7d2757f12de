@testable import Rollcall

/// A response taken apart and put together again: the elements' texts, and the frame around the list.
struct SplitResponse: Equatable {
  var elements: [String] = []
  var frame = ""

  /// Splits a response that arrives in pieces, and parses everything, as the fetch of a page does.
  init(
    _ pieces: [[UInt8]], listAt path: ElementSplitter.ListPath = .member("data"),
    limits: ElementSplitter.Limits = .init()
  ) throws {
    var splitter = ElementSplitter(listAt: path, limits: limits)
    var parser = JSONParser()
    for piece in pieces {
      for chunk in try splitter.split(piece) {
        try parser.withDocument(chunk.text) { root in
          root.forEachElement { elements.append($0.canonicalText) }
        }
      }
    }
    let frame = try splitter.finish()
    try parser.withDocument(frame) { _ in }
    self.frame = String(decoding: frame.bytes, as: UTF8.self)
  }

  init(
    _ text: String, chunk: Int = 256 * 1024, listAt path: ElementSplitter.ListPath = .member("data")
  ) throws {
    try self.init([Array(text.utf8)], listAt: path, limits: .chunks(of: chunk))
  }
}

extension ElementSplitter.Limits {
  /// The usual limits with chunks of another size.
  static func chunks(of count: Int) -> ElementSplitter.Limits {
    var limits = ElementSplitter.Limits()
    limits.chunk = count
    return limits
  }
}

extension JSONElement {
  /// The value as text that is the same for the same value, however it was written.
  var canonicalText: String {
    switch kind {
    case .absent: return "absent"
    case .null: return "null"
    case .boolean: return bool == true ? "true" : "false"
    case .number: return integerText ?? "a fraction"
    case .string:
      var bytes: [UInt8] = []
      bytes.appendJSONString(utf8!)
      return String(decoding: bytes, as: UTF8.self)
    case .array:
      var items: [String] = []
      forEachElement { items.append($0.canonicalText) }
      return "[\(items.joined(separator: ","))]"
    case .object:
      // The values of the keys that the samples use.
      var reader = JSONFieldReader("a", "b", "c", "k]", "\"", "é")
      do { try reader.read(self, as: "sample") } catch { return "unreadable" }
      return "{\((0..<6).map { reader[$0].canonicalText }.joined(separator: ","))}"
    }
  }
}

extension [UInt8] {
  /// The bytes in pieces of a size.
  func pieces(of size: Int) -> [[UInt8]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}

/// A page with everything that could mislead a splitter.
let samplePage = """
  \u{20}{ "error" : false,\r\n\t"reason":"data",  "note" : {"data": ["not this", "one"], "x": "\\"data\\":["},
  "data" : [\r\n
    {"a": "plain", "b": [1, [2, {"c": []}], "]"], "c": {"a": {}, "b": null}} ,\t
    {"a": "quote \\" comma , bracket ] brace } ", "b": "\\u005d\\u002c", "c": "backslash \\\\"},
    {"a": "\\\\\\\\", "b": "\\\\\\"", "c": "][}{,:"} , "lone \\\\\\" string, ]",
    12345678901234567890 , -1.5e3,true,false , null,
    [ ] , { } , [ [ ] , { "k]" : "," } ],
    {"é": "日本語 😀 שלום \\ud83d\\ude00", "\\"": "key with a quote", "a": "line\\r\\nfeed"} \r\n\t
  ] , "after" : { "data" : [ 1, 2 ], "more" : "]" } }\r\n
  """
