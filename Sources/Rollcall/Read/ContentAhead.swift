import Backpressure
import Glibc

/// The content of a file, read and decompressed by a thread of its own while the rows before it are looked at.
///
/// It is a thread and not a task, because rows are pulled by code that does not suspend, and a thread of the pool must
/// not wait for another task. A short file is not worth a thread, and without one the content is read by the caller.
struct ContentAhead: ~Copyable {
  /// The maximum size of a piece in bytes.
  let pieceBytes: Int

  private let work: Work
  private var thread: pthread_t?

  /// The number of pieces that are made ahead.
  private static let depth = 4
  /// The files that are worth a thread have more bytes than this.
  private static let shortBytes = 128 * 1024
  /// Enough for reading and decompressing, of which neither recurses.
  private static let stackBytes = 512 * 1024

  /// Begins to read.
  init(_ content: consuming FileContent, of report: FileReport) {
    self.init(content, isWorthwhile: report.bytes > Self.shortBytes)
  }

  /// - Parameter isWorthwhile: whether the content is worth a thread.
  init(_ content: consuming FileContent, isWorthwhile: Bool) {
    pieceBytes = content.pieceBytes
    work = Work(content, depth: isWorthwhile ? Self.depth : 0)
    thread = work.pieces == nil ? nil : Self.start(work)
  }

  deinit { if let thread { work.stop(thread) } }

  /// Puts the next piece at the start of the room.
  ///
  /// - Returns: the size of the piece, 0 at the end.
  /// - Throws: `RollcallError`, with the code `undecodable` if the content is damaged.
  mutating func read(into room: UnsafeMutableRawBufferPointer) throws(RollcallError) -> Int {
    guard thread != nil, let pieces = work.pieces else { return try work.content.read(into: room) }
    guard let piece = pieces.next() else {
      end()
      if let failure = work.failure { throw failure }
      return 0
    }
    room.copyMemory(from: piece)
    return piece.count
  }

  /// Ends the reading of the content, and reads the rest of the file for its digest.
  ///
  /// - Returns: what was read of the file.
  mutating func finish() throws(RollcallError) -> Facts {
    end()
    try work.content.skip()
    return Facts(fileBytes: work.content.fileBytes, count: work.content.count, sha256: work.content.sha256)
  }

  /// What is known of a file that was read to its end.
  struct Facts {
    /// The number of bytes in the file.
    let fileBytes: Int
    /// The number of bytes of content, as far as it was decompressed.
    let count: Int
    /// The digest of the file.
    let sha256: String
  }

  /// Waits for the end of the thread. From then on the content belongs to the caller.
  private mutating func end() { if let thread = thread.take() { work.stop(thread) } }

  /// - Returns: `nil` if no thread can be had.
  private static func start(_ work: Work) -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    let context = Unmanaged.passRetained(work)
    var thread = pthread_t()
    let result = pthread_create(
      &thread, &attributes,
      { context in
        Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      context.release()
      return nil
    }
    return thread
  }
}

/// What the thread does. Apart from the pieces, it belongs to the thread until that has ended.
private final class Work: @unchecked Sendable {
  var content: FileContent
  let pieces: PieceQueue?
  /// The failure that ended the pieces.
  private(set) var failure: RollcallError?

  init(_ content: consuming FileContent, depth: Int) {
    pieces = depth > 0 ? PieceQueue(depth: depth, pieceBytes: content.pieceBytes) : nil
    self.content = content
  }

  func run() {
    guard let pieces else { return }
    do {
      while let room = pieces.nextRoom(), case let count = try content.read(into: room), count > 0 { pieces.add(count) }
    } catch {
      failure = error
    }
    pieces.finish()
  }

  func stop(_ thread: pthread_t) {
    pieces?.abandon()
    pthread_join(thread, nil)
  }
}
