import RollcallTestSupport
import Testing

@testable import Gzip

@Suite struct `Any content` {
  @Test(arguments: CompressionLevel.all, [1, 2, 3, .random(in: 0 ... .max)] as [UInt64])
  func `any content comes back at every level, and a resumed compressor goes on with the same bytes`(
    level: CompressionLevel, seed: UInt64
  ) throws {
    var random = RepeatableRandom(seed: seed)
    for round in 0..<20 {
      let content = mixed(.random(in: 0...200_000, using: &random), using: &random)
      let blockSize = Int.random(in: 1...100_000, using: &random)
      let comment: Comment = "level \(level), seed \(seed), round \(round): \(content.count) in blocks of \(blockSize)"
      guard content.count / blockSize < 500 else { continue }
      let member = try gzip(content, level: level, blockSize: blockSize)
      #expect(try gunzip(member) == content, comment)
      #expect(try resumed(content, level, blockSize, using: &random) == member, comment)
    }
  }

  /// Stretches of repetitions, of noise, and of one byte.
  private func mixed(_ count: Int, using random: inout RepeatableRandom) -> [UInt8] {
    var content: [UInt8] = []
    while content.count < count {
      let length = Int.random(in: 1...40_000, using: &random)
      switch Int.random(in: 0...2, using: &random) {
      case 0: content += sampleBytes(length, seed: random.next())
      case 1: for _ in 0..<length { content.append(.random(in: 0...255, using: &random)) }
      default: content += repeatElement(.random(in: 0...255, using: &random), count: length)
      }
    }
    return Array(content.prefix(count))
  }

  /// The member from compressors that each begin where the one before them stopped, as after a checkpoint.
  private func resumed(
    _ content: [UInt8], _ level: CompressionLevel, _ blockSize: Int, using random: inout RepeatableRandom
  ) throws -> [UInt8] {
    var cutter = BlockCutter(blockSize: blockSize)
    cutter.append { $0 += content }
    var blocks = cutter.cutFullBlocks() + [cutter.cutLastBlock()]
    var bytes = GzipMember.header(level: level)
    var member = GzipMember()
    while !blocks.isEmpty {
      var deflater = try Deflater(level: level)
      for block in blocks.prefix(.random(in: 1...3, using: &random)) {
        let deflated = try deflater.deflate(block)
        member = GzipMember(checksum: member.checksum, contentCount: member.contentCount)
        member.append(deflated)
        bytes += deflated.bytes
        blocks.removeFirst()
      }
    }
    return bytes + member.trailer
  }
}
