/// The effort of deflate in its search for repetitions, from 1 (fastest) to 9 (smallest).
package struct CompressionLevel: Sendable, Equatable {
  package let rawValue: Int

  /// zlib's default: about a third of the speed of level 1 for files about a tenth smaller.
  package static let balanced = CompressionLevel(6)!

  /// Accepts 1 through 9; anything else gives `nil`.
  package init?(_ rawValue: Int) {
    guard (1...9).contains(rawValue) else { return nil }
    self.rawValue = rawValue
  }
}
