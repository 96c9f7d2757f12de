/// How a snapshot's files are compressed.
public enum Compression: Sendable, Equatable {
  /// Not at all.
  case none
  /// gzip, at a level from 1 (fastest) to 9 (smallest).
  case gzip(level: Int)
}
