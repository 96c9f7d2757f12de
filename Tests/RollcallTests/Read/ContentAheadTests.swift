import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct ContentAheadTests {
  /// What a reader makes of a file.
  private struct Reading: Equatable {
    var content: [UInt8] = []
    var failure: String?
    var fileBytes = 0
    var count = 0
    var sha256 = ""
  }

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Reads a file, with a thread that reads ahead or without.
  private func read(
    _ report: FileReport, isAhead: Bool, stoppingAfter limit: Int = .max
  ) throws -> Reading {
    let file = try SnapshotFolder(path: folder.path).open(report.path)
    var content = ContentAhead(try FileContent(file, report), isWorthwhile: isAhead)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: content.pieceBytes, alignment: 1)
    defer { room.deallocate() }
    var reading = Reading()
    do throws(RollcallError) {
      while reading.content.count < limit, case let count = try content.read(into: room), count > 0 {
        reading.content += room.prefix(count)
      }
    } catch {
      reading.failure = error.message
    }
    let facts = try content.finish()
    (reading.fileBytes, reading.sha256) = (facts.fileBytes, facts.sha256)
    // How far the thread was when it was stopped is chance.
    if limit == .max { reading.count = facts.count }
    return reading
  }

  /// A file of random letters, and what a manifest says of it.
  private func write(_ count: Int, isCompressed: Bool) throws -> (report: FileReport, content: [UInt8]) {
    var random = RepeatableRandom(seed: UInt64(count))
    let content = (0..<count).map { _ in UInt8.random(in: 97...112, using: &random) }
    let bytes = isCompressed ? try gzipped(content) : content
    let path = "file.csv\(isCompressed ? ".gz" : "")"
    try folder.write(bytes, to: path)
    let report = FileReport(
      path: path, format: "csv", rows: 1, bytes: bytes.count, uncompressedBytes: count,
      sha256: SHA256.hexadecimal(of: bytes))
    return (report, content)
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000, 1_500_000], [false, true])
  func `a file reads the same ahead as on the spot`(count: Int, isCompressed: Bool) throws {
    let (report, content) = try write(count, isCompressed: isCompressed)
    let ahead = try read(report, isAhead: true)
    #expect(ahead.content == content && ahead.failure == nil && ahead.count == count)
    #expect(ahead.sha256 == report.sha256 && ahead.fileBytes == report.bytes)
    #expect(try read(report, isAhead: false) == ahead)
  }

  @Test func `damage is the same ahead as on the spot, at any place`() throws {
    let seed = UInt64.random(in: 0...9_999)
    var random = RepeatableRandom(seed: seed)
    let (report, _) = try write(900_000, isCompressed: true)
    let sound = try #require(folder.contents(of: report.path))
    for _ in 0..<60 {
      var bytes = sound
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      case 1: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      default: bytes += (0..<9).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
      try folder.write(bytes, to: report.path)
      #expect(try read(report, isAhead: true) == read(report, isAhead: false), "seed \(seed)")
    }
  }

  @Test(arguments: [false, true])
  func `whoever stops early still learns the digest of the whole file`(isCompressed: Bool) throws {
    let (report, content) = try write(1_500_000, isCompressed: isCompressed)
    let ahead = try read(report, isAhead: true, stoppingAfter: 100_000)
    #expect(ahead.content == Array(content.prefix(ahead.content.count)) && ahead.content.count < content.count)
    #expect(ahead.sha256 == report.sha256 && ahead.fileBytes == report.bytes)
    #expect(try read(report, isAhead: false, stoppingAfter: 100_000) == ahead)
  }

  @Test func `a reader that is dropped ends its thread`() throws {
    let (report, _) = try write(1_500_000, isCompressed: true)
    for _ in 0..<200 {
      let file = try SnapshotFolder(path: folder.path).open(report.path)
      var content = ContentAhead(try FileContent(file, report), isWorthwhile: true)
      let room = UnsafeMutableRawBufferPointer.allocate(byteCount: content.pieceBytes, alignment: 1)
      defer { room.deallocate() }
      #expect(try content.read(into: room) > 0)
    }
  }
}
