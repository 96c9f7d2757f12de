import Glibc
import Gzip

/// A reader of the entries of a zip file, from the first to the last.
///
/// It knows as much of the format as libxlsxwriter writes: deflated entries with their sizes before them.
struct ZipFile: ~Copyable {
  /// An entry: its name, and what is known of its content.
  struct Entry {
    let name: String
    fileprivate let start: Int
    fileprivate let count: Int
    /// The CRC and the length of the content, as a gzip member ends.
    fileprivate let trailer: [UInt8]
  }

  private let path: String
  private let descriptor: CInt
  private var position = 0

  init(_ path: String) throws(RollcallError) {
    self.path = path
    descriptor = try FileSystem.openFile(path)
  }

  deinit { close(descriptor) }

  /// The next entry; `nil` where the list of entries begins, or what is no zip file.
  mutating func next() throws(RollcallError) -> Entry? {
    let head = try bytes(at: position, count: 30)
    guard head.count == 30, head.starts(with: [0x50, 0x4B, 3, 4]) else { return nil }
    let nameCount = Int(number(head, 26, 2))
    let extraCount = Int(number(head, 28, 2))
    let rest = try bytes(at: position + 30, count: nameCount + extraCount)
    guard rest.count == nameCount + extraCount else { return nil }
    var (count, length) = (number(head, 18, 4), number(head, 22, 4))
    let extra = Array(rest[nameCount...])
    // With ZIP64, the sizes are in the first extra field.
    if count == UInt64(UInt32.max) || length == UInt64(UInt32.max), extra.count >= 20, number(extra, 0, 2) == 1 {
      (length, count) = (number(extra, 4, 8), number(extra, 12, 8))
    }
    let start = position + 30 + rest.count
    position = start + Int(truncatingIfNeeded: count)
    let isForward = position >= start
    guard isForward else { return nil }
    let lengthBytes = (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) }
    return Entry(
      name: String(decoding: rest[..<nameCount], as: UTF8.self), start: start, count: Int(count),
      trailer: Array(head[14..<18]) + lengthBytes)
  }

  /// Hands on the content of an entry, piece by piece.
  ///
  /// - Returns: whether it was whole.
  func read(_ entry: Entry, _ body: (UnsafeRawBufferPointer) -> Void) throws(RollcallError) -> Bool {
    do {
      var inflater = try Inflater()
      func inflate(_ bytes: [UInt8]) throws {
        try inflater.inflate(bytes.span) { piece in piece.withUnsafeBytes(body) }
      }
      // What a gzip member has around deflated bytes.
      try inflate([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
      var done = 0
      while done < entry.count {
        let piece = try bytes(at: entry.start + done, count: min(64 * 1024, entry.count - done))
        guard !piece.isEmpty else { return false }
        try inflate(piece)
        done += piece.count
      }
      try inflate(entry.trailer)
      try inflater.finish()
      return true
    } catch let error as RollcallError {
      throw error
    } catch {
      return false
    }
  }

  private func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt64 {
    bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func bytes(at position: Int, count: Int) throws(RollcallError) -> [UInt8] {
    guard lseek(descriptor, off_t(position), SEEK_SET) == off_t(position) else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    var got = 0
    while got < count {
      var read = 0
      var failure: RollcallError?
      bytes.withUnsafeMutableBytes { buffer in
        do throws(RollcallError) {
          read = try FileSystem.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[got...]), from: descriptor, path: path)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      guard read > 0 else { break }
      got += read
    }
    return Array(bytes[..<got])
  }
}
