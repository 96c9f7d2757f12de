/// The search for the place where a text stops being JSON (RFC 8259). The parser reports a fault without its place, so
/// the search runs only after a fault.
enum JSONFaultSearch {
  /// The index of the first byte that is not allowed, or of the end if more must follow.
  ///
  /// - Parameter acceptsHalves: whether half a character in an escape is accepted, as in responses.
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
