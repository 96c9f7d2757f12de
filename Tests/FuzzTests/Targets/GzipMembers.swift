@testable import Gzip

extension FuzzTarget {
  /// Compressed files: what is compressed comes back, whatever the blocks; a member with changed bytes has the same
  /// content or is refused; and what becomes of any bytes does not depend on how they arrive.
  static let gzip = FuzzTarget("gzip") { input in
    let manner = input.choice(of: 3)
    let seed = input.word()
    if manner == 0 {
      _ = try inflated(input.remainder(), seed: seed)
      return
    }
    let level = CompressionLevel.all[seed % CompressionLevel.all.count]
    // Places of bytes to change, then the content.
    let changes = manner == 1 ? [] : (0..<2).map { _ in (place: input.word(), mask: input.byte()) }
    let content = input.remainder()
    var member = try Self.member(content, level, blockSize: 1 + seed % 600, seed: seed)
    try require(try inflated(member, seed: seed), is: .content(content), "other content comes back")
    guard manner == 2 else { return }
    for change in changes { member[change.place % member.count] ^= change.mask }
    guard case .content(let changed) = try inflated(member, seed: seed) else { return }
    try require(changed, is: content, "a damaged member gives other content")
  }

  private enum Inflated: Equatable {
    case content([UInt8])
    case refused(GzipError.Code)
  }

  /// What is in a member, by every way in which it may arrive, and by zlib alone.
  private static func inflated(_ member: [UInt8], seed: Int) throws -> Inflated {
    let all = try member.arrivals(seed: seed, few: 1 + member.count / 64).map { try inflated($0) }
    for other in all.dropFirst() { try require(other, is: all[0], "it depends on how the member arrives") }
    switch (all[0], try byZlib(member)) {
    case (.refused, nil): break
    case (let one, let content): try require(one, is: content.map { .content($0) }, "zlib finds something else")
    }
    return all[0]
  }

  /// What is in a member by zlib; `nil` if it refuses the member.
  private static func byZlib(_ member: [UInt8]) throws -> [UInt8]? {
    let inflater = try ZlibInflater()
    var content: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 64 * 1024)
    return try? member.withUnsafeBytes { member in
      var rest = member
      while true {
        let progress = try room.withUnsafeMutableBytes { try inflater.inflate(&rest, into: $0) }
        content += room[..<progress.count]
        if progress.isFinished { return rest.isEmpty ? content : nil }
        if rest.isEmpty, progress.count < room.count { return nil }
      }
    }
  }

  private static func inflated(_ pieces: [[UInt8]]) throws -> Inflated {
    var inflater = try Inflater()
    var content: [UInt8] = []
    do {
      for piece in pieces {
        try inflater.inflate(piece.span) { part in
          try require(part.count <= 64 * 1024, "a piece has \(part.count) bytes")
          content += part
        }
      }
      try inflater.finish()
      return .content(content)
    } catch let error as GzipError {
      return .refused(error.code)
    }
  }

  private static func member(
    _ content: [UInt8], _ level: CompressionLevel, blockSize: Int, seed: Int
  ) throws -> [UInt8] {
    var cutter = BlockCutter(blockSize: blockSize)
    var deflater = try Deflater(level: level)
    var member = GzipMember()
    var bytes = GzipMember.header(level: level)
    var blocks: [Block] = []
    for piece in content.arrivals(seed: seed)[2] {
      cutter.append { $0 += piece }
      blocks += cutter.cutFullBlocks()
    }
    for block in blocks + [cutter.cutLastBlock()] {
      let deflated = try deflater.deflate(block)
      member.append(deflated)
      bytes += deflated.bytes
    }
    return bytes + member.trailer
  }
}
