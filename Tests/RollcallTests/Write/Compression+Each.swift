@testable import Rollcall

extension Compression {
  /// Each way to compress that this build has.
  static var each: [Compression] { [.none, .gzip(level: 1), .gzip(level: 6)] + (hasFast ? [.fast] : []) }
}
