import Gzip

/// How a snapshot's files are compressed.
public enum Compression: Sendable, Equatable {
  /// No compression.
  case none
  /// gzip through zlib, at a level from 1 (fastest) to 9 (smallest).
  case gzip(level: Int)
  /// gzip through ISA-L: about 12 times the speed of level 6, for files about 4 % larger. The bytes depend on the kind of
  /// processor. See ``hasFast``.
  case fast

  /// Whether this build can compress fast: it must have ISA-L.
  public static var hasFast: Bool { CompressionLevel.fast != nil }

  /// The level of gzip; `nil` for no compression.
  var level: CompressionLevel? {
    switch self {
    case .none: return nil
    case .gzip(let number):
      guard let level = CompressionLevel(number) else { preconditionFailure("a level is from 1 to 9") }
      return level
    case .fast:
      guard let level = CompressionLevel.fast else { preconditionFailure("this build has no ISA-L") }
      return level
    }
  }
}
