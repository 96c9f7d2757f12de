/// The credentials of HTTP's Basic scheme (RFC 7617).
enum BasicCredentials {
  /// `identifier:key` from the value of an `Authorization` field; nil if it has another scheme or is not base64.
  static func decode(_ header: String) -> String? {
    guard header.utf8.count > 6, header.prefix(6).lowercased() == "basic " else { return nil }
    var decoded: [UInt8] = []
    var bits: UInt32 = 0
    var held = 0
    for character in header.utf8.dropFirst(6) {
      if character == UInt8(ascii: "=") { break }
      guard let value = value(of: character) else { return nil }
      bits = bits << 6 | UInt32(value)
      held += 6
      if held >= 8 {
        held -= 8
        decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
