import CByteMasks

/// A writer of several values into a batch at once, so that no single value has to ask for room.
///
/// A value is copied with some of the bytes after it, which is fast; so these must be readable. The writer never leaves
/// its room, whatever it is given.
struct CellWriter {
  /// The start of the batch's bytes, of which the cells are ranges.
  private let start: UnsafeMutablePointer<UInt8>
  private var cursor: UnsafeMutablePointer<UInt8>
  private let end: UnsafeMutablePointer<UInt8>

  /// The number of bytes copied at a time; the last ones may have no meaning.
  static let step = Int(CBYTEMASKS_STEP)

  /// - Parameters:
  ///   - start: the start of the batch's bytes.
  ///   - used: the number of bytes that the batch has.
  ///   - room: the number of bytes that may be written after them, and as many as are copied at a time.
  init(_ start: UnsafeMutablePointer<UInt8>, used: Int, room: Int) {
    self.start = start
    precondition(used + room <= Int(UInt32.max), "the places of all values have 32 bits")
    cursor = start + used
    end = cursor + room
  }

  /// The number of bytes in the batch.
  var count: Int { cursor - start }

  /// Adds a text that a parser holds, so that `JSONText.padding` more bytes are readable; NULL for one without an address.
  @inline(__always)
  mutating func add(_ text: UnsafeBufferPointer<UInt8>) -> Cell {
    guard let source = text.baseAddress else { return .null }
    let place = cursor
    copy(source, count: text.count)
    return cell(from: place)
  }

  /// Adds a value that joins three values of the batch.
  mutating func add(joining first: Cell, _ second: Cell, _ third: Cell) -> Cell {
    let place = cursor
    copy(start + first.range.lowerBound, count: Int(first.count))
    copy(start + second.range.lowerBound, count: Int(second.count))
    copy(start + third.range.lowerBound, count: Int(third.count))
    return cell(from: place)
  }

  /// The value that begins at a place and ends at the cursor.
  private func cell(from place: UnsafeMutablePointer<UInt8>) -> Cell {
    Cell(start: UInt32(truncatingIfNeeded: place - start), count: UInt32(truncatingIfNeeded: cursor - place))
  }

  @inline(__always)
  private mutating func copy(_ source: UnsafePointer<UInt8>, count: Int) {
    precondition(count <= end - cursor, "a writer went beyond the room it asked for")
    cbytemasks_copy_steps(cursor, source, count)
    cursor += count
  }
}
