/// Many short texts, in chunks: an addition moves no other text, and reserves little room.
struct CrispTexts: Sendable {
  /// The size of a chunk, in bytes. A longer text has its own chunk.
  private static let chunkSize = 1 << 16
  /// The mark in place of a length: four bytes with the length follow.
  private static let longMark: UInt8 = 255

  private var chunks: [[UInt8]] = []

  /// The place of a text.
  struct Place: Sendable, Equatable {
    fileprivate let value: UInt32

    /// The place of no text.
    static let none = Place(value: .max)
  }

  /// - Throws: `DecodeError` if there is no place for more.
  mutating func append(_ text: UnsafeBufferPointer<UInt8>) throws(DecodeError) -> Place {
    let room = text.count + 5
    if chunks.last.map({ $0.count + room > Self.chunkSize }) ?? true {
      guard chunks.count < 1 << 16 - 1 else { throw DecodeError("there are more texts than can be held") }
      var chunk: [UInt8] = []
      chunk.reserveCapacity(max(room, Self.chunkSize))
      chunks.append(chunk)
    }
    let last = chunks.count - 1
    let place = Place(value: UInt32(last) << 16 | UInt32(chunks[last].count))
    if text.count < Self.longMark {
      chunks[last].append(UInt8(text.count))
    } else {
      chunks[last].append(Self.longMark)
      withUnsafeBytes(of: UInt32(text.count)) { chunks[last].append(contentsOf: $0) }
    }
    chunks[last].append(contentsOf: text)
    return place
  }

  /// Removes a text and all later ones.
  mutating func remove(from place: Place) {
    let (chunk, offset) = (Int(place.value >> 16), Int(place.value & 0xffff))
    chunks.removeSubrange((chunk + 1)...)
    chunks[chunk].removeSubrange(offset...)
  }

  /// Lends the text at a place.
  func withText<Result>(at place: Place, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    chunks[Int(place.value >> 16)]
      .withUnsafeBytes { bytes in
        var start = Int(place.value & 0xffff) + 1
        var count = Int(bytes[start - 1])
        if count == Self.longMark {
          count = Int(bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
          start += 4
        }
        let text = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
        return text.withMemoryRebound(to: UInt8.self) { body($0) }
      }
  }

  /// The memory in use, in bytes.
  var memory: Int { chunks.reduce(0) { $0 + $1.capacity } }
}
