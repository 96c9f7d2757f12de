extension String {
  /// The text without the traces of copying: blanks, quotation marks of any kind, and invisible characters.
  var withoutWrapping: String {
    func isWrapping(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.properties.generalCategory {
      case .spaceSeparator, .initialPunctuation, .finalPunctuation: true
      // U+201A and U+201E open quotations in some languages.
      default: "\t\n\r\"'`\u{201A}\u{201E}\u{2032}\u{2033}".unicodeScalars.contains(scalar) || !scalar.isHarmless
      }
    }
    var scalars = unicodeScalars[...]
    while let first = scalars.first, isWrapping(first) { scalars.removeFirst() }
    while let last = scalars.last, isWrapping(last) { scalars.removeLast() }
    return String(scalars)
  }

  /// The segment of an address's path after the segment with this name, up to the end of the path.
  func segment(behind name: String) -> String? {
    let segments = prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
    guard let index = segments.firstIndex(where: { $0 == name }), index + 1 < segments.endIndex else { return nil }
    return String(segments[index + 1])
  }
}
