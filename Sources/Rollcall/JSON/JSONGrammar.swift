/// A walk through a text by the grammar of JSON (RFC 8259), which reports everything that the grammar allows but a
/// parser may not hold.
struct JSONGrammar {
  private let text: ArraySlice<UInt8>
  private var index: Int
  /// The start of the present string.
  private var stringStart: Int
  /// The open brackets and braces.
  private var open: [UInt8] = []

  /// A place where a text is not JSON.
  struct Fault: Error {
    /// The index of the first byte that is not allowed, or of the end if more must follow.
    let index: Int
  }

  /// Something that the grammar allows but a parser may not hold.
  struct Oddity {
    enum Kind {
      /// An escape of half a character, without its other half.
      case half
      /// The escape of U+0000.
      case nul
      /// A number of any size.
      case number
    }

    let kind: Kind
    let range: Range<Int>
    /// The start of the string or number that contains it.
    let tokenStart: Int
  }

  typealias Visit = (Oddity) -> Void

  private init(_ text: ArraySlice<UInt8>) {
    self.text = text
    index = text.startIndex
    stringStart = index
  }

  /// Calls `visit` with every oddity of a text, in order.
  ///
  /// - Throws: `Fault` where the text stops being JSON.
  static func walk(over text: ArraySlice<UInt8>, _ visit: Visit) throws(Fault) {
    var grammar = JSONGrammar(text)
    try grammar.readDocument(visit)
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

  private mutating func readDocument(_ visit: Visit) throws(Fault) {
    var expected = Expected.value
    while true {
      while let byte = peek(), byte.isJSONWhitespace { index += 1 }
      guard let byte = peek() else {
        if expected == .nothing { return }
        throw Fault(index: index)
      }
      switch (expected, byte) {
      case (.valueOrEnd, UInt8(ascii: "]")), (.nameOrEnd, UInt8(ascii: "}")): expected = close()
      case (.value, _), (.valueOrEnd, _): expected = try readValue(byte, visit)
      case (.name, UInt8(ascii: "\"")), (.nameOrEnd, UInt8(ascii: "\"")):
        try readString(visit)
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

  private mutating func readValue(_ byte: UInt8, _ visit: Visit) throws(Fault) -> Expected {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard open.count < JSONParser.maximumDepth else { throw Fault(index: index) }
      open.append(byte)
      index += 1
      return byte == UInt8(ascii: "{") ? .nameOrEnd : .valueOrEnd
    case UInt8(ascii: "\""): try readString(visit)
    case UInt8(ascii: "t"): try readWord("true")
    case UInt8(ascii: "f"): try readWord("false")
    case UInt8(ascii: "n"): try readWord("null")
    default:
      let start = index
      try readNumber()
      visit(Oddity(kind: .number, range: start..<index, tokenStart: start))
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

  /// Passes one byte, which must fulfil a condition.
  private mutating func read(_ isRight: (UInt8) -> Bool) throws(Fault) {
    guard let byte = peek(), isRight(byte) else { throw Fault(index: index) }
    index += 1
  }

  private mutating func readString(_ visit: Visit) throws(Fault) {
    stringStart = index
    index += 1
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return
      case UInt8(ascii: "\\"): try readEscape(visit)
      case ..<0x20: throw Fault(index: index)
      case ..<0x80: index += 1
      default: try readLetter(byte)
      }
    }
    throw Fault(index: index)
  }

  private mutating func readEscape(_ visit: Visit) throws(Fault) {
    let start = index
    index += 1
    guard peek() == UInt8(ascii: "u") else { return try read { "\"\\/bfnrt".utf8.contains($0) } }
    let unit = try readUnit()
    let end = index
    func show(_ kind: Oddity.Kind) { visit(Oddity(kind: kind, range: start..<end, tokenStart: stringStart)) }
    if unit == 0 { return show(.nul) }
    guard unit & 0xf800 == 0xd800 else { return }
    // The other half of the character must follow.
    if unit < 0xdc00, text[end...].starts(with: "\\u".utf8) {
      index += 1
      if try readUnit() & 0xfc00 == 0xdc00 { return }
      // Another escape, which is examined by itself.
      index = end
    }
    show(.half)
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
