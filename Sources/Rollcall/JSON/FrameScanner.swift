/// A scanner that collects the frame of a response and finds the start of its list.
struct FrameScanner: Sendable {
  private let path: ElementSplitter.ListPath
  private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// The start of the present or last string, after its quote.
  private var stringStart = 0
  private var key = Key.none

  /// The progress of reading `"name":`, at the depth of the list's key.
  private enum Key {
    case none
    case name
    case nameAndColon
  }

  init(path: ElementSplitter.ListPath) {
    self.path = path
  }

  /// Whether a string, an object or an array has begun and not ended.
  var isOpen: Bool { isInString || depth > 0 }

  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Takes bytes up to and including the list's opening bracket.
  ///
  /// - Returns: the index after the bracket, or `nil` if all bytes were taken.
  mutating func scan(_ more: ArraySlice<UInt8>) -> Int? {
    for index in more.indices {
      let byte = more[index]
      bytes.append(byte)
      if take(byte) { return index + 1 }
    }
    return nil
  }

  /// Whether `byte` opens the list.
  private mutating func take(_ byte: UInt8) -> Bool {
    if isInString {
      takeInString(byte)
      return false
    }
    switch byte {
    case UInt8(ascii: "\""):
      isInString = true
      stringStart = bytes.count
      key = .none
    case UInt8(ascii: ":"):
      key = key == .name ? .nameAndColon : .none
    case UInt8(ascii: "["):
      if isListStart { return true }
      depth += 1
      key = .none
    case UInt8(ascii: "{"):
      depth += 1
      key = .none
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      key = .none
    default:
      if !byte.isJSONWhitespace { key = .none }
    }
    return false
  }

  private mutating func takeInString(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInString = false
      if depth == 1, case .member(let name) = path, bytes[stringStart..<bytes.count - 1].elementsEqual(name.utf8) {
        key = .name
      }
    }
  }

  private var isListStart: Bool {
    switch path {
    case .root: depth == 0
    case .member: depth == 1 && key == .nameAndColon
    case .none: false
    }
  }
}

extension UInt8 {
  /// Whether JSON (RFC 8259, section 2) allows this byte between tokens.
  var isJSONWhitespace: Bool {
    switch self {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): true
    default: false
    }
  }
}
