import RollcallTestSupport
import Testing

@testable import Gzip

/// Compresses as an exporter does: bytes arrive in writes of any size, blocks leave one by one.
func gzip(
  _ content: [UInt8], level: CompressionLevel = .balanced, blockSize: Int, writeSize: Int = .max
) throws -> [UInt8] {
  var cutter = BlockCutter(blockSize: blockSize)
  var deflater = try Deflater(level: level)
  var member = GzipMember()
  var output = GzipMember.header(level: level)
  func write(_ block: Block) throws {
    let deflated = try deflater.deflate(block)
    member.append(deflated)
    output += deflated.bytes
  }
  var rest = content[...]
  repeat {
    let piece = rest.prefix(writeSize)
    rest = rest.dropFirst(piece.count)
    cutter.append { $0 += piece }
    for block in cutter.cutFullBlocks() { try write(block) }
  } while !rest.isEmpty
  try write(cutter.cutLastBlock())
  return output + member.trailer
}

func gunzip(_ bytes: [UInt8], pieceSize: Int = .max) throws -> [UInt8] {
  var inflater = try Inflater()
  var content: [UInt8] = []
  var rest = bytes[...]
  while !rest.isEmpty {
    let piece = Array(rest.prefix(pieceSize))
    rest = rest.dropFirst(piece.count)
    try inflater.inflate(piece.span) { content += $0 }
  }
  try inflater.finish()
  return content
}

/// Bytes with repetitions at many distances, so that blocks refer back into their history.
func sampleBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var state = seed
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count)
  while bytes.count < count {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let word = Int(state >> 33) % 300
    bytes += "operator-\(word * word),".utf8
  }
  return Array(bytes.prefix(count))
}

@Suite struct `Gzip round trips` {
  @Test func `a cutter that replaces another one cuts the same blocks`() throws {
    let content = sampleBytes(1_400_000)
    for stop in [0, 1, 262_143, 262_144, 262_145, 600_000, 1_399_999] {
      var whole = BlockCutter()
      var first = BlockCutter()
      whole.append { $0 += content }
      first.append { $0 += content[..<stop] }
      var blocks = first.cutFullBlocks()
      var second = BlockCutter()
      let tail = first.tail
      second.resume(from: try #require(BlockCutter.Tail(bytes: tail.bytes, historyCount: tail.historyCount)))
      second.append { $0 += content[stop...] }
      blocks += second.cutFullBlocks() + [second.cutLastBlock()]
      let expected = whole.cutFullBlocks() + [whole.cutLastBlock()]
      #expect(
        blocks.map(\.bytes) == expected.map(\.bytes) && blocks.map(\.historyCount) == expected.map(\.historyCount))
    }
  }

  @Test(arguments: CompressionLevel.all)
  func `content is unchanged after a round trip at every block edge`(level: CompressionLevel) throws {
    let blockSize = 512
    for blocks in 0...3 {
      for offset in -2...2 where blocks * blockSize + offset >= 0 {
        let content = sampleBytes(blocks * blockSize + offset)
        #expect(try gunzip(gzip(content, level: level, blockSize: blockSize)) == content)
      }
    }
  }

  @Test(arguments: CompressionLevel.all, [32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 64 * 1024])
  func `content is unchanged after a round trip when blocks are as long as the history`(
    level: CompressionLevel, blockSize: Int
  ) throws {
    for count in [blockSize - 1, blockSize, blockSize + 1, 3 * blockSize + 7] {
      let content = sampleBytes(count)
      #expect(try gunzip(gzip(content, level: level, blockSize: blockSize)) == content)
    }
  }

  @Test(arguments: CompressionLevel.all)
  func `megabytes are unchanged after a round trip with the standard block size`(level: CompressionLevel) throws {
    let content = sampleBytes(3 * BlockCutter.standardBlockSize + 12_345)
    #expect(try gunzip(gzip(content, level: level, blockSize: BlockCutter.standardBlockSize)) == content)
  }

  @Test func `the size of the writes does not change the compressed bytes`() throws {
    let content = sampleBytes(5000)
    let whole = try gzip(content, blockSize: 700)
    for writeSize in [1, 2, 699, 700, 701, 1400, 4999] {
      #expect(try gzip(content, blockSize: 700, writeSize: writeSize) == whole)
    }
  }

  @Test(arguments: CompressionLevel.all, [1000, 100_000])
  func `blocks that are compressed in another order give the same bytes`(
    level: CompressionLevel, blockSize: Int
  ) throws {
    var cutter = BlockCutter(blockSize: blockSize)
    cutter.append { $0 += sampleBytes(blockSize * 9 / 2) }
    var blocks = cutter.cutFullBlocks()
    blocks.append(cutter.cutLastBlock())
    var forward = try Deflater(level: level)
    var backward = try Deflater(level: level)
    let inOrder = try blocks.map { try forward.deflate($0).bytes }
    let reversed = try blocks.reversed().map { try backward.deflate($0).bytes }
    #expect(inOrder == reversed.reversed())
  }

  @Test(arguments: CompressionLevel.all)
  func `primed blocks are at most 0.5% larger than one stream`(level: CompressionLevel) throws {
    let content = sampleBytes(4 * BlockCutter.standardBlockSize)
    let blocks = try gzip(content, level: level, blockSize: BlockCutter.standardBlockSize).count
    let stream = try gzip(content, level: level, blockSize: content.count).count
    #expect(Double(blocks) < Double(stream) * 1.005)
  }

  @Test(arguments: CompressionLevel.all)
  func `an empty member is a few bytes and decompresses to nothing`(level: CompressionLevel) throws {
    let empty = try gzip([], level: level, blockSize: 100)
    #expect((20...40).contains(empty.count), "\(empty)")
    #expect(try gunzip(empty) == [])
  }

  @Test(arguments: CompressionLevel.all) func `content that has no repetitions hardly grows`(
    level: CompressionLevel
  ) throws {
    var random = RepeatableRandom(seed: 1)
    for blockSize in [1, 100, 70_000, BlockCutter.standardBlockSize] {
      let content = (0..<min(blockSize * 3, 600_000)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let member = try gzip(content, level: level, blockSize: blockSize)
      #expect(try gunzip(member) == content)
      #expect(blockSize < 70_000 || member.count < content.count + content.count / 100, "\(member.count)")
    }
  }

  @Test func `the inflater accepts its input byte by byte`() throws {
    let content = sampleBytes(3000)
    #expect(try gunzip(gzip(content, blockSize: 512), pieceSize: 1) == content)
  }
}

@Suite struct `Damaged gzip` {
  private let good = try! gzip(sampleBytes(2000), blockSize: 512)

  @Test func `every truncation is detected`() {
    for count in 0..<good.count {
      #expect(throws: GzipError.self, "cut at \(count)") { try gunzip(Array(good.prefix(count))) }
    }
  }

  @Test func `a wrong checksum is detected`() {
    var bytes = good
    bytes[bytes.count - 8] ^= 1
    #expect { try gunzip(bytes) } throws: { ($0 as? GzipError)?.code == .damaged }
  }

  @Test func `a wrong length is detected`() {
    var bytes = good
    bytes[bytes.count - 1] ^= 1
    #expect { try gunzip(bytes) } throws: { ($0 as? GzipError)?.code == .damaged }
  }

  @Test func `zero padding and a second member are refused`() {
    for trailing in [[0], good] as [[UInt8]] {
      #expect { try gunzip(good + trailing) } throws: { ($0 as? GzipError)?.code == .trailingBytes }
      #expect { try gunzip(good + trailing, pieceSize: 1) } throws: { ($0 as? GzipError)?.code == .trailingBytes }
    }
  }

  @Test func `content that is not gzip is refused`() {
    #expect { try gunzip(Array("plain text".utf8)) } throws: { ($0 as? GzipError)?.code == .damaged }
  }
}

@Suite struct `Block cutter` {
  @Test func `a rewind within the pending bytes drops the newest ones`() throws {
    var cutter = BlockCutter(blockSize: 10)
    cutter.append { $0 += "abcdef".utf8 }
    cutter.truncate(toPending: 4)
    cutter.append { $0 += "XY".utf8 }
    #expect(cutter.cutLastBlock().content.elementsEqual("abcdXY".utf8))
  }

  @Test func `a rewind across a cut restores the history and the pending bytes`() throws {
    var cutter = BlockCutter(blockSize: 4)
    cutter.append { $0 += "aaaabbbbcc".utf8 }
    var blocks = cutter.cutFullBlocks()
    cutter.append { $0 += "ccdddd".utf8 }
    blocks += cutter.cutFullBlocks()
    // Back to when "bb" of the second block was pending.
    cutter.rewind(to: blocks[1], pending: 2)
    #expect(cutter.pendingCount == 2)
    cutter.append { $0 += "ZZ".utf8 }
    let again = cutter.cutFullBlocks()
    #expect(again.count == 1)
    #expect(again[0].bytes.elementsEqual("aaaabbZZ".utf8))
    #expect(again[0].historyCount == 4)
  }

  @Test(arguments: [0, 10, -1])
  func `levels outside 1 to 9 are refused`(level: Int) {
    #expect(CompressionLevel(level) == nil)
  }

  @Test func `a level is written as its setting is`() {
    #expect(CompressionLevel.all.map(\.description).starts(with: (1...9).map(String.init)))
    #expect(CompressionLevel.fast.map(\.description) ?? "fast" == "fast")
  }
}
