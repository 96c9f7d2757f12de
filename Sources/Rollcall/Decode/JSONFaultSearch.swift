/// Finds where a text stops being JSON (RFC 8259). The parser says what is wrong and not where, and this is asked only
/// once something is.
struct JSONFaultSearch {
  private let text: ArraySlice<UInt8>
  private var index: Int
  /// The brackets and braces that are open.
  private var open: [UInt8] = []

  private struct Fault: Error {
    let index: Int
  }

  private init(_ text: ArraySlice<UInt8>) {
    self.text = text
    index = text.startIndex
  }

  /// The index of the first byte that cannot stand where it does, or of the end if more must follow.
  ///
  /// - Returns: `nil` if the grammar finds no fault, as with a number that does not fit.
  static func fault(in text: ArraySlice<UInt8>) -> Int? {
    var search = JSONFaultSearch(text)
    do {
      try search.readDocument()
      return nil
    } catch {
      return error.index
    }
  }

  private enum Expected {
    case value
    case valueOrEnd
    case name
    case nameOrEnd
    case colon
    case commaOrEnd
    case nothing
  }

  private mutating func readDocument() throws(Fault) {
    var expected = Expected.value
    while true {
      while let byte = peek(), byte.isJSONWhitespace { index += 1 }
      guard let byte = peek() else {
        if expected == .nothing { return }
        throw Fault(index: index)
      }
      switch (expected, byte) {
      case (.valueOrEnd, UInt8(ascii: "]")), (.nameOrEnd, UInt8(ascii: "}")): expected = close()
      case (.value, _), (.valueOrEnd, _): expected = try readValue(byte)
      case (.name, UInt8(ascii: "\"")), (.nameOrEnd, UInt8(ascii: "\"")):
        try readString()
        expected = .colon
      case (.colon, UInt8(ascii: ":")):
        index += 1
        expected = .value
      case (.commaOrEnd, UInt8(ascii: ",")):
        index += 1
        expected = open.last == UInt8(ascii: "{") ? .name : .value
      case (.commaOrEnd, UInt8(ascii: "}")) where open.last == UInt8(ascii: "{"): expected = close()
      case (.commaOrEnd, UInt8(ascii: "]")) where open.last == UInt8(ascii: "["): expected = close()
      default: throw Fault(index: index)
      }
    }
  }

  private func peek() -> UInt8? { index < text.endIndex ? text[index] : nil }

  private var afterValue: Expected { open.isEmpty ? .nothing : .commaOrEnd }

  private mutating func close() -> Expected {
    index += 1
    open.removeLast()
    return afterValue
  }

  private mutating func readValue(_ byte: UInt8) throws(Fault) -> Expected {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard open.count < JSONParser.maximumDepth else { throw Fault(index: index) }
      open.append(byte)
      index += 1
      return byte == UInt8(ascii: "{") ? .nameOrEnd : .valueOrEnd
    case UInt8(ascii: "\""): try readString()
    case UInt8(ascii: "t"): try readWord("true")
    case UInt8(ascii: "f"): try readWord("false")
    case UInt8(ascii: "n"): try readWord("null")
    default: try readNumber()
    }
    return afterValue
  }

  private mutating func readWord(_ word: StaticString) throws(Fault) {
    for offset in 0..<word.utf8CodeUnitCount { try read { $0 == word.utf8Start[offset] } }
  }

  private mutating func readNumber() throws(Fault) {
    if peek() == UInt8(ascii: "-") { index += 1 }
    if peek() == UInt8(ascii: "0") { index += 1 } else { try readDigits() }
    if peek() == UInt8(ascii: ".") {
      index += 1
      try readDigits()
    }
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
      index += 1
      if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
      try readDigits()
    }
  }

  private mutating func readDigits() throws(Fault) {
    try read(\.isDigit)
    while let byte = peek(), byte.isDigit { index += 1 }
  }

  /// Passes one byte, which must be as it is said.
  private mutating func read(_ isRight: (UInt8) -> Bool) throws(Fault) {
    guard let byte = peek(), isRight(byte) else { throw Fault(index: index) }
    index += 1
  }

  private mutating func readString() throws(Fault) {
    index += 1
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return
      case UInt8(ascii: "\\"): try readEscape()
      case ..<0x20: throw Fault(index: index)
      case ..<0x80: index += 1
      default: try readLetter(byte)
      }
    }
    throw Fault(index: index)
  }

  private mutating func readEscape() throws(Fault) {
    let start = index
    index += 1
    guard peek() == UInt8(ascii: "u") else { return try read { "\"\\/bfnrt".utf8.contains($0) } }
    let unit = try readUnit()
    guard unit & 0xf800 == 0xd800 else { return }
    // Half a character, whose other half must follow.
    guard unit < 0xdc00, peek() == UInt8(ascii: "\\") else { throw Fault(index: start) }
    index += 1
    guard peek() == UInt8(ascii: "u"), try readUnit() & 0xfc00 == 0xdc00 else { throw Fault(index: start) }
  }

  /// Passes `u` and four digits.
  private mutating func readUnit() throws(Fault) -> Int {
    index += 1
    var unit = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw Fault(index: index)
      }
      unit = unit << 4 | digit
      index += 1
    }
    return unit
  }

  /// Passes a character of several bytes (RFC 3629).
  private mutating func readLetter(_ first: UInt8) throws(Fault) {
    let start = index
    let (second, rest): (ClosedRange<UInt8>, Int)
    switch first {
    case 0xc2...0xdf: (second, rest) = (0x80...0xbf, 0)
    case 0xe0: (second, rest) = (0xa0...0xbf, 1)
    case 0xed: (second, rest) = (0x80...0x9f, 1)
    case 0xe1...0xef: (second, rest) = (0x80...0xbf, 1)
    case 0xf0: (second, rest) = (0x90...0xbf, 2)
    case 0xf1...0xf3: (second, rest) = (0x80...0xbf, 2)
    case 0xf4: (second, rest) = (0x80...0x8f, 2)
    default: throw Fault(index: start)
    }
    index += 1
    do throws(Fault) {
      try read { second.contains($0) }
      for _ in 0..<rest { try read { (0x80...0xbf).contains($0) } }
    } catch {
      throw Fault(index: start)
    }
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
