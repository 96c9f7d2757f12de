/// Texts in the form that a cell of a workbook can hold and people can see.
///
/// What controls, turns or hides text is escaped as in JSON. An underscore that would begin an escape of the file format
/// (`_x0041_`) is escaped, too, and a text that is too long for a cell ends with a mark.
enum CellText {
  /// The most UTF-16 units of a cell.
  static let limit = 32_767
  static let cutMark = " … (cut)"

  /// Lends the text with a NUL behind it.
  static func withCString<Result>(
    _ text: UnsafeRawBufferPointer, _ body: (UnsafePointer<CChar>) throws(RollcallError) -> Result
  ) throws(RollcallError) -> Result {
    let isPlain = text.count <= limit && text.allSatisfy { (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "_") }
    let bytes = isPlain ? Array(text) : Array(escaped(String(decoding: text, as: UTF8.self)).utf8)
    var result: Swift.Result<Result, RollcallError>?
    (bytes + [0])
      .withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          do throws(RollcallError) {
            result = .success(try body(characters.baseAddress!))
          } catch {
            result = .failure(error)
          }
        }
      }
    return try result!.get()
  }

  /// The text of a cell.
  static func escaped(_ text: String) -> String {
    let visible = text.printableJSON
    var escaped = ""
    var count = 0
    /// The part that still leaves room for the mark.
    var short: (text: String.Index, isSet: Bool) = (escaped.endIndex, false)
    let room = limit - cutMark.utf16.count
    var rest = visible.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      let piece = scalar == "_" && isEscape(rest) ? "_x005F_" : String(scalar)
      count += piece.utf16.count
      if count > room, !short.isSet { short = (escaped.endIndex, true) }
      guard count <= limit else { return String(escaped[..<short.text]) + cutMark }
      escaped += piece
    }
    return escaped
  }

  /// Whether what follows an underscore makes it the beginning of `_xHHHH_`.
  private static func isEscape(_ rest: Substring.UnicodeScalarView) -> Bool {
    let next = Array(rest.prefix(6))
    return next.count == 6 && next[0] == "x" && next[5] == "_"
      && next[1...4].allSatisfy { $0.isASCII && $0.properties.isASCIIHexDigit }
  }
}
