/// How much text of a list is held in memory: what a list of that length may well have, and no more.
struct HeldText {
  /// What any list may have, and what each element adds to that, in bytes.
  private static let allowance = (list: 16 * 1024 * 1024, element: 512)
  private var count = 0
  private var elements = 0

  /// Takes one element's text into account.
  ///
  /// - Throws: `DecodeError` if the list has more text than fits.
  mutating func add(_ bytes: Int) throws(DecodeError) {
    count += bytes
    elements += 1
    guard count <= Self.allowance.list + elements * Self.allowance.element else {
      throw DecodeError("the list's texts are larger than any that make sense")
    }
  }
}
