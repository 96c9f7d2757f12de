import Gzip

/// The content of a snapshot's file, decompressed piece by piece. It also counts the file's bytes and takes their
/// digest.
struct FileContent: ~Copyable {
  /// The maximum size of a piece in bytes.
  let pieceBytes: Int
  /// The number of bytes read from the file.
  private(set) var fileBytes = 0
  /// The number of bytes of content that were handed on.
  private(set) var count = 0

  private let reader: SnapshotFileReader
  private let report: FileReport
  private let digest = SHA256()
  private var inflater: Inflater?
  /// Holds bytes that were read but not handed on unchanged.
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 64)
  /// The rest of the buffer that still has to be decompressed.
  private var compressed = UnsafeRawBufferPointer(start: nil, count: 0)

  /// - Throws: `RollcallError` if there is no memory for decompression.
  init(_ reader: SnapshotFileReader, _ report: FileReport) throws(RollcallError) {
    self.reader = reader
    self.report = report
    pieceBytes = report.isCompressed ? 64 * 1024 : buffer.count
    guard report.isCompressed else { return }
    do throws(GzipError) { inflater = try Inflater() } catch { throw Self.failure(error) }
  }

  deinit { buffer.deallocate() }

  /// The digest of the bytes read so far.
  var sha256: String { digest.hexadecimal() }

  /// Puts the next piece at the start of the room.
  ///
  /// - Returns: the size of the piece, 0 at the end.
  /// - Throws: `RollcallError`, with the code `undecodable` if the content is damaged.
  mutating func read(into room: UnsafeMutableRawBufferPointer) throws(RollcallError) -> Int {
    let read = report.isCompressed ? try inflate(into: room) : try readFile(into: room)
    count += read
    guard count <= report.uncompressedBytes else {
      throw RollcallError(
        .undecodable, "its content has more than the \(report.uncompressedBytes) bytes that it should have")
    }
    return read
  }

  /// Reads the rest of the file, only for its digest.
  mutating func skip() throws(RollcallError) {
    while try readFile(into: buffer) > 0 {}
  }

  /// Reads from a file that grows no more than its expected size and one piece.
  private mutating func readFile(into room: UnsafeMutableRawBufferPointer) throws(RollcallError) -> Int {
    guard fileBytes <= report.bytes else { return 0 }
    let read = try reader.read(into: room)
    digest.update(UnsafeRawBufferPointer(rebasing: room[..<read]))
    fileBytes += read
    return fileBytes <= report.bytes ? read : 0
  }

  private mutating func inflate(into room: UnsafeMutableRawBufferPointer) throws(RollcallError) -> Int {
    while true {
      do throws(GzipError) {
        // Bytes that were read earlier come first, and bytes after the end of the member are refused here.
        let count = try inflater?.inflate(&compressed, into: room) ?? 0
        if count > 0 { return count }
      } catch {
        throw Self.failure(error)
      }
      guard compressed.isEmpty else { continue }
      let read = try readFile(into: buffer)
      compressed = UnsafeRawBufferPointer(rebasing: buffer[..<read])
      guard read == 0 else { continue }
      do throws(GzipError) { try inflater?.finish() } catch { throw Self.failure(error) }
      return 0
    }
  }

  private static func failure(_ error: GzipError) -> RollcallError {
    switch error.code {
    case .outOfMemory, .misuse: RollcallError(.inputOutput, "nothing can be decompressed: \(error.message)")
    default: RollcallError(.undecodable, "it is not a single gzip member: \(error.message)")
    }
  }
}

extension FileReport {
  /// Whether the file is compressed with gzip.
  var isCompressed: Bool { path.hasSuffix(".gz") }
}
