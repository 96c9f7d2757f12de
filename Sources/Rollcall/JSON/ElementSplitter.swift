/// Whole elements of a response's list, as a JSON array of their own.
package struct ElementChunk: Sendable {
  /// `[`, the elements with the original commas between them, `]`.
  package let text: JSONText
  /// The place of the first element, in bytes from the start of the response.
  package let offset: Int
}

/// A splitter of a streamed response into whole elements of its one list, and the frame around them.
///
/// A list of any length passes through in pieces of bounded size. The splitter only searches for places to cut; the
/// parser decides whether the pieces are JSON. No fault can hide between two pieces: a comma is dropped only between
/// two elements, and everything outside the list stays in the frame.
package struct ElementSplitter: Sendable {
  /// The place of the list.
  package enum ListPath: Sendable, Equatable {
    /// The response is the list.
    case root
    /// The response is an object, and the list is the value of this key.
    case member(String)
    /// There is no list: the whole response is frame.
    case none
  }

  package struct Limits: Sendable {
    /// The number of bytes of elements in a chunk: few enough that all that is made of them stays near the processor, and
    /// so many that handing it on costs little.
    package var chunk = 64 * 1024
    /// The largest element that is accepted, in bytes.
    package var element = 16 * 1024 * 1024
    /// The largest frame that is accepted, in bytes; a response without the list is all frame.
    package var frame = 4 * 1024 * 1024
    /// The largest response that is accepted, in bytes: more than the largest list, but a bound for a list without an
    /// end.
    package var response = 8 * 1024 * 1024 * 1024

    package init() {}
  }

  private enum Position {
    case beforeList
    case inList
    case afterList
  }

  private static let emptyList = [UInt8(ascii: "[")]
  /// The number of bytes that are taken at a time: few, since those after the end of a chunk move to the next one, and
  /// never many more than a chunk has.
  private var step: Int { min(16 * 1024, limits.chunk + 64) }

  private let limits: Limits
  private var position = Position.beforeList
  private var frame: FrameScanner
  /// The next chunk: a bracket and the bytes of the list that are in no chunk yet, scanned up to `scanned`.
  private var pending = Self.emptyList
  private var scanned = 1
  private var scanner = ListScanner()
  /// Whether a comma stands before the pending bytes, so that an element must follow.
  private var isBehindComma = false
  /// The offset of the bracket of `pending` in the response, where the list's own bracket or a comma is.
  private var pendingOffset = 0
  private var receivedCount = 0
  /// The start of the list, after its bracket, and its end, in bytes from the start of the response.
  private var listStart = 0
  private var listEnd = 0

  package init(listAt path: ListPath, limits: Limits = Limits()) {
    self.limits = limits
    frame = FrameScanner(path: path)
  }

  /// Whether the list has begun and not ended.
  package var isInList: Bool { position == .inList }

  /// Takes the next bytes of the response, cut anywhere, and returns the chunks that they complete.
  package mutating func split(_ bytes: [UInt8]) throws(DecodeError) -> [ElementChunk] {
    var chunks: [ElementChunk] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      switch position {
      case .beforeList:
        let listStart = frame.scan(rest)
        let taken = (listStart ?? rest.endIndex) - rest.startIndex
        receivedCount += taken
        rest = rest.dropFirst(taken)
        if listStart != nil {
          position = .inList
          pendingOffset = receivedCount - 1
          self.listStart = receivedCount
        }
      case .inList:
        let taken = rest.prefix(step)
        pending += taken
        if let listEnd = try scanList(&chunks) {
          // The bytes after the list's end belong to the frame.
          rest = rest.dropFirst(listEnd - receivedCount)
          receivedCount = listEnd
          position = .afterList
          self.listEnd = listEnd
          pending = []
          frame.append(CollectionOfOne(UInt8(ascii: "]")))
        } else {
          rest = rest.dropFirst(taken.count)
          receivedCount += taken.count
          // The pending bytes are whole elements for less than a chunk, and then one unfinished element.
          guard pending.count <= 1 + limits.chunk + limits.element else {
            throw DecodeError("an element of the list is larger than \(limits.element.inBytes)", at: pendingOffset + 1)
          }
        }
      case .afterList:
        guard frame.scan(rest) == nil else { throw DecodeError("there is a second list", at: receivedCount) }
        receivedCount += rest.count
        rest = []
      }
      guard frame.bytes.count <= limits.frame else {
        throw DecodeError("more than \(limits.frame.inBytes) around the list", at: receivedCount)
      }
      guard receivedCount <= limits.response else {
        throw DecodeError("the response is larger than \(limits.response.inBytes)", at: receivedCount)
      }
    }
    return chunks
  }

  /// Ends the response.
  ///
  /// - Returns: the response without its list's elements.
  package consuming func finish() throws(DecodeError) -> JSONText {
    guard position != .inList else {
      throw DecodeError("the response ends inside its list", at: receivedCount, isTruncation: true)
    }
    guard position == .afterList || !frame.bytes.allSatisfy(\.isJSONWhitespace) else {
      throw DecodeError("the response is empty", at: 0, isTruncation: true)
    }
    guard !frame.isOpen else {
      throw DecodeError("the response ends before what it began", at: receivedCount, isTruncation: true)
    }
    return JSONText(frame.bytes)
  }

  // MARK: - For errors

  /// The text in which the splitter found an error, and the place in it.
  func passage(at offset: Int) -> (text: ArraySlice<UInt8>, place: Int) {
    guard position == .inList else { return (frame.bytes[...], frame.bytes.count) }
    return (pending.dropFirst(), min(max(offset - pendingOffset - 1, 0), pending.count - 1))
  }

  /// The place in the response of a byte of the frame.
  func offset(ofFrameByte index: Int) -> Int {
    position == .beforeList || index < listStart ? index : listEnd - 1 + index - listStart
  }

  // MARK: - The list

  /// Scans the pending bytes and cuts off chunks.
  ///
  /// - Returns: the offset after the list's closing bracket, or `nil` if it has not come yet.
  private mutating func scanList(_ chunks: inout [ElementChunk]) throws(DecodeError) -> Int? {
    while let (index, byte) = nextCut() {
      scanned = index + 1
      if byte == UInt8(ascii: "}") { throw DecodeError("a brace closes what is not open", at: pendingOffset + index) }
      let isBlank = pending[1..<index].allSatisfy(\.isJSONWhitespace)
      if byte == UInt8(ascii: ",") {
        // Blanks alone are not an element: they stay with their comma, and the parser refuses them.
        guard !isBlank else { continue }
        chunks.append(cutChunk(at: index))
        isBehindComma = true
      } else {
        guard !isBlank || !isBehindComma else {
          throw DecodeError("a comma stands before the end of the list", at: pendingOffset + index)
        }
        if !isBlank { chunks.append(takeChunk(upTo: index)) }
        return pendingOffset + index + 1
      }
    }
    return nil
  }

  /// Makes a chunk of the pending bytes before a comma; those after it begin the next one.
  private mutating func cutChunk(at comma: Int) -> ElementChunk {
    var next: [UInt8] = []
    next.reserveCapacity(limits.chunk + step + JSONText.padding)
    next += Self.emptyList
    next += pending[(comma + 1)...]
    let chunk = takeChunk(upTo: comma)
    pending = next
    pendingOffset += comma
    scanned = 1
    return chunk
  }

  /// Makes a chunk of the pending bytes before a place, without a copy; no byte after it remains.
  private mutating func takeChunk(upTo end: Int) -> ElementChunk {
    var text: [UInt8] = []
    swap(&text, &pending)
    text.removeSubrange(end...)
    text.append(UInt8(ascii: "]"))
    return ElementChunk(text: JSONText(text), offset: pendingOffset + 1)
  }

  /// Moves to the next byte at which a chunk can end: a comma after enough bytes, the list's end, or an impossible
  /// brace.
  private mutating func nextCut() -> (index: Int, byte: UInt8)? {
    pending.withUnsafeBufferPointer { bytes in
      scanner.nextCut(in: bytes, from: &scanned, commasFrom: 1 + limits.chunk)
    }
  }
}

extension Int {
  /// A limit in words, as in “16 MiB”.
  var inBytes: String {
    for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where self > 0 && self % (1 << shift) == 0 {
      return "\(self >> shift) \(unit)"
    }
    return "\(self) bytes"
  }
}
