import Gzip

/// How a snapshot's files are compressed.
public enum Compression: Sendable, Equatable {
  /// No compression.
  case none
  /// gzip, at a level from 1 (fastest) to 9 (smallest).
  case gzip(level: Int)

  /// The level of gzip; `nil` for no compression.
  var level: CompressionLevel? {
    guard case .gzip(let number) = self else { return nil }
    guard let level = CompressionLevel(number) else { preconditionFailure("a level is from 1 to 9") }
    return level
  }
}
