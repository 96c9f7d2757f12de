import Glibc
import Gzip

/// The beginning of a snapshot's file, as text.
package enum SnapshotPreview {
  /// The first lines of a file, decompressed if its name ends in `.gz`.
  ///
  /// - Throws: `RollcallError` if the file cannot be read, or the error of gunzip.
  package static func firstLines(_ count: Int, of path: String) throws -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileSystem.failure(.inputOutput, "cannot open", path) }
    defer { close(descriptor) }
    // Lines of a table are short; longer ones are not shown.
    var bytes = [UInt8](repeating: 0, count: 64 * 1024)
    let length = read(descriptor, &bytes, bytes.count)
    guard length >= 0 else { throw FileSystem.failure(.inputOutput, "cannot read", path) }
    bytes.removeLast(bytes.count - length)

    var content = bytes
    if path.hasSuffix(".gz") {
      content = []
      var inflater = try Inflater()
      try inflater.inflate(bytes.span) { if content.count < 64 * 1024 { content += $0 } }
    }
    let lines = content.split(separator: UInt8(ascii: "\n"), maxSplits: count, omittingEmptySubsequences: false)
    return lines.prefix(count).filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }
}
