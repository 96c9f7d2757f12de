import Testing

@testable import Gzip

@Suite struct `The header of a member` {
  private func kind(_ bytes: [UInt8]) -> (PlainHeader.Kind, taken: Int) {
    var header = PlainHeader()
    return bytes.withUnsafeBytes { bytes in
      var rest = bytes
      let kind = header.take(from: &rest)
      return (kind, bytes.count - rest.count)
    }
  }

  @Test func `a header without additions is plain, whatever its time and system`() {
    for level in CompressionLevel.all { #expect(kind(GzipMember.header(level: level) + [3, 0]) == (.plain, 10)) }
    #expect(kind([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 2, 3]) == (.plain, 10))
  }

  @Test func `a header that is not there yet is waited for`() {
    let header = GzipMember.header(level: .balanced)
    for count in 0..<10 { #expect(kind(Array(header.prefix(count))) == (.unknown, count)) }
  }

  @Test func `a header with a name, and what is no header, are something else from the first byte that shows it`() {
    for (bytes, taken) in [
      ([0x1f, 0x8b, 8, 8, 0, 0], 4), ([0x1f, 0x8b, 7, 0], 3), ([0x1f, 0x8c, 8, 0], 2), ([0x50, 0x4b], 1),
    ] as [([UInt8], Int)] {
      #expect(kind(bytes) == (.other, taken))
    }
  }

  @Test func `a member with a name is read, however it arrives`() throws {
    let content = sampleBytes(5000)
    var named = try gzip(content, blockSize: 512)
    named[3] = 8
    named.insert(contentsOf: [0x61, 0x62, 0], at: 10)
    for pieceSize in [1, 2, 3, 9, 10, 11, 5000] { #expect(try gunzip(named, pieceSize: pieceSize) == content) }
  }
}

@Suite struct `The trailer of a member` {
  private let good = GzipMember(checksum: 0x0102_0304, contentCount: 0x1_0000_0007).trailer

  @Test func `the checksum and the length are compared as soon as they are there, and no further byte is taken`() throws
  {
    for pieceSize in 1...10 {
      var trailer = MemberTrailer(checksum: 0x0102_0304, length: 7)
      var taken = 0
      for piece in stride(from: 0, to: 10, by: pieceSize).map({ Array((good + [1, 2])[$0..<min($0 + pieceSize, 10)]) })
      {
        try piece.withUnsafeBytes { bytes in
          var rest = bytes
          try trailer.take(from: &rest)
          taken += bytes.count - rest.count
        }
      }
      #expect(trailer.isComplete && taken == 8)
    }
    for place in 0..<8 {
      var bytes = good
      bytes[place] ^= 1
      var trailer = MemberTrailer(checksum: 0x0102_0304, length: 7)
      let message = place < 4 ? "incorrect data check" : "incorrect length check"
      #expect(throws: GzipError(.damaged, message)) {
        try bytes.prefix(place < 4 ? 4 : 8)
          .withUnsafeBytes { bytes in
            var rest = bytes
            try trailer.take(from: &rest)
          }
      }
    }
  }
}
