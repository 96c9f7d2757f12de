/// Finds where a text stops being JSON (RFC 8259). The parser says what is wrong and not where, and this is asked only
/// once something is.
enum JSONFaultSearch {
  /// The index of the first byte that cannot stand where it does, or of the end if more must follow.
  ///
  /// - Parameter acceptsHalves: whether half a character in an escape is none, as in responses.
  /// - Returns: `nil` if the grammar finds no fault, as with a number that does not fit.
  static func fault(in text: ArraySlice<UInt8>, acceptingHalves acceptsHalves: Bool = false) -> Int? {
    var half: Int?
    do throws(JSONGrammar.Fault) {
      try JSONGrammar.walk(over: text) { oddity in
        if oddity.kind == .half, !acceptsHalves { half = half ?? oddity.range.lowerBound }
      }
      return half
    } catch {
      return half ?? error.index
    }
  }
}
