import RollcallTestSupport
import Testing

@testable import Gzip

/// What becomes of a member, whoever decompresses it.
private enum Inflated: Equatable {
  case content([UInt8])
  case refused(GzipError.Code)
}

@Suite struct `The two decompressors` {
  @Test(arguments: [1, 2, 3, .random(in: 0 ... .max)] as [UInt64])
  func `ISA-L and zlib give the same content, or refuse the member, both of them`(seed: UInt64) throws {
    var random = RepeatableRandom(seed: seed)
    for round in 0..<2_000 {
      var member = try self.member(using: &random)
      let whole = member
      for _ in 0..<Int.random(in: 0...2, using: &random) { damage(&member, using: &random) }
      let rooms = Int.random(in: 1...100_000, using: &random)
      let pieces = Int.random(in: 1...max(1, member.count), using: &random)
      let comment: Comment =
        "seed \(seed), round \(round), pieces of \(pieces), rooms of \(rooms): \(member.prefix(100))"
      let (zlib, isal) = (try zlib(member), try inflated(member, pieces: pieces, room: rooms))
      // Damage can hide the end. Then one looks for it, while the other one has noticed the damage.
      let faults: [Inflated] = [.refused(.damaged), .refused(.truncated)]
      if !whole.starts(with: member), faults.contains(zlib), faults.contains(isal) { continue }
      #expect(zlib == isal, comment)
    }
  }

  private func member(using random: inout RepeatableRandom) throws -> [UInt8] {
    let level = CompressionLevel.all.randomElement(using: &random)!
    let count = Int.random(in: 0...(Bool.random(using: &random) ? 300 : 40_000), using: &random)
    let content = sampleBytes(count, seed: random.next())
    return try gzip(content, level: level, blockSize: .random(in: 50...20_000, using: &random))
  }

  private func damage(_ member: inout [UInt8], using random: inout RepeatableRandom) {
    guard !member.isEmpty else { return }
    // The beginning has the header and the first description of codes, the end has the checksum and the length.
    let places = [0..<min(100, member.count), 0..<member.count, max(0, member.count - 12)..<member.count]
    let place = Int.random(in: places.randomElement(using: &random)!, using: &random)
    switch Int.random(in: 0...5, using: &random) {
    case 0: member[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 1: member[place] = .random(in: 0...255, using: &random)
    case 2: member.removeSubrange(place...)
    case 3: member.remove(at: place)
    case 4: member.insert(.random(in: 0...255, using: &random), at: place)
    default: member += (0..<Int.random(in: 1...30, using: &random)).map { _ in UInt8.random(in: 0...9, using: &random) }
    }
  }

  /// The outcome with zlib alone.
  private func zlib(_ member: [UInt8]) throws -> Inflated {
    let inflater = try ZlibInflater()
    var content: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 64 * 1024)
    do throws(GzipError) {
      return try member.withUnsafeBufferPointer { member throws(GzipError) in
        var rest = UnsafeRawBufferPointer(member)
        while true {
          let progress = try room.withUnsafeMutableBufferPointer { room throws(GzipError) in
            try inflater.inflate(&rest, into: UnsafeMutableRawBufferPointer(room))
          }
          content += room[..<progress.count]
          if progress.isFinished { return rest.isEmpty ? .content(content) : .refused(.trailingBytes) }
          if rest.isEmpty, progress.count < room.count { return .refused(.truncated) }
        }
      }
    } catch {
      return .refused(error.code)
    }
  }

  /// The outcome for a reader.
  private func inflated(_ member: [UInt8], pieces: Int, room: Int) throws -> Inflated {
    var inflater = try Inflater()
    var content: [UInt8] = []
    var room = [UInt8](repeating: 0, count: room)
    do throws(GzipError) {
      for start in stride(from: 0, to: member.count, by: pieces) {
        try member[start..<min(start + pieces, member.count)]
          .withUnsafeBufferPointer { piece throws(GzipError) in
            var rest = UnsafeRawBufferPointer(piece)
            var count = 0
            repeat {
              count = try room.withUnsafeMutableBufferPointer { room throws(GzipError) in
                try inflater.inflate(&rest, into: UnsafeMutableRawBufferPointer(room))
              }
              content += room[..<count]
            } while !rest.isEmpty || count == room.count
          }
      }
      try inflater.finish()
      return .content(content)
    } catch {
      return .refused(error.code)
    }
  }
}
