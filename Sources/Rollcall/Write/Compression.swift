import Gzip

/// How a snapshot's files are compressed.
public enum Compression: Sendable, Equatable {
  /// Not at all.
  case none
  /// gzip, at a level from 1 (fastest) to 9 (smallest).
  case gzip(level: Int)

  /// gzip's level, `nil` for none.
  var level: CompressionLevel? {
    guard case .gzip(let number) = self else { return nil }
    guard let level = CompressionLevel(number) else { preconditionFailure("a level is from 1 to 9") }
    return level
  }
}
