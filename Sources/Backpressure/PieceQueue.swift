/// Pieces of bytes that one thread makes while another thread uses those before them.
///
/// The room for the pieces is made once and used in turn, so memory stays at `depth` × `pieceBytes`. Both threads wait
/// for one another; see ``Monitor``.
package final class PieceQueue: @unchecked Sendable {
  // It is `@unchecked`, because a slot belongs to the producer until `add(_:)` and to the consumer until the call of
  // `next()` after it, which the compiler cannot know.

  /// The largest size of a piece.
  package let pieceBytes: Int

  private let room: UnsafeMutableRawBufferPointer
  private let monitor: Monitor<PieceQueueState>

  /// - Parameters:
  ///   - depth: The largest number of pieces that wait or are used, at least 1.
  ///   - pieceBytes: The largest size of a piece.
  package init(depth: Int, pieceBytes: Int) {
    self.pieceBytes = pieceBytes
    room = .allocate(byteCount: depth * pieceBytes, alignment: 64)
    monitor = Monitor(PieceQueueState(depth: depth))
  }

  deinit { room.deallocate() }

  private func slot(_ index: Int, count: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: room[index * pieceBytes..<index * pieceBytes + count])
  }

  // MARK: The producer

  /// Waits for the room of the next piece.
  ///
  /// - Returns: the room, which belongs to the caller until it calls ``add(_:)``; `nil` if no piece is wanted any more.
  package func nextRoom() -> UnsafeMutableRawBufferPointer? {
    switch monitor.wait(for: { $0.roomForNext }) {
    case .slot(let index): slot(index, count: pieceBytes)
    case .end: nil
    }
  }

  /// Hands on the piece of that size in the room.
  package func add(_ count: Int) {
    precondition(count <= pieceBytes, "a piece is larger than its room")
    monitor.change { $0.add(count) }
  }

  /// Announces that no piece follows.
  package func finish() { monitor.change { $0.isFinished = true } }

  // MARK: The consumer

  /// Waits for the next piece, and gives back the one before it.
  ///
  /// - Returns: the piece, valid until the next call; `nil` after the last one.
  package func next() -> UnsafeRawBufferPointer? {
    monitor.change { $0.giveBack() }
    switch monitor.wait(for: { $0.take() }) {
    case .slot(let piece): return UnsafeRawBufferPointer(slot(piece.index, count: piece.count))
    case .end: return nil
    }
  }

  /// Tells the producer that no further piece is wanted.
  package func abandon() { monitor.change { $0.isAbandoned = true } }
}

/// What is in a queue of pieces: which slots are full, and whether either end has gone.
struct PieceQueueState {
  /// The sizes of the pieces in their slots.
  private var counts: [Int]
  /// The number of pieces that were made so far.
  private var added = 0
  /// The number of pieces that were given back so far.
  private var givenBack = 0
  /// Whether the consumer has a piece.
  private var isInUse = false
  var isFinished = false
  var isAbandoned = false

  /// A slot to be used, or the end.
  enum Turn<Slot: Equatable>: Equatable {
    case slot(Slot)
    case end
  }

  /// A slot with a piece.
  struct Piece: Equatable {
    let index: Int
    let count: Int
  }

  init(depth: Int) { counts = Array(repeating: 0, count: depth) }

  /// The slot for the next piece; `nil` while all of them are full.
  var roomForNext: Turn<Int>? {
    if isAbandoned { return .end }
    return added - givenBack < counts.count ? .slot(added % counts.count) : nil
  }

  mutating func add(_ count: Int) {
    counts[added % counts.count] = count
    added += 1
  }

  /// Takes the next piece; `nil` while there is none.
  mutating func take() -> Turn<Piece>? {
    guard givenBack < added else { return isFinished ? .end : nil }
    isInUse = true
    let index = givenBack % counts.count
    return .slot(Piece(index: index, count: counts[index]))
  }

  /// Empties the slot of the piece that was taken, if there is one.
  mutating func giveBack() {
    guard isInUse else { return }
    isInUse = false
    givenBack += 1
  }
}
