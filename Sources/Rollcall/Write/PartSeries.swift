import Gzip

/// A table in one format: the part that is being written, and the results of the parts before it.
///
/// One file is open at a time. A rewind can cross any number of parts: parts that were begun after the mark are
/// removed, and the part with the mark is opened again.
struct PartSeries {
  private let store: any PartStore
  private let level: CompressionLevel?
  /// The part that is being written, or was written last.
  private var file: SnapshotFile
  /// The parts that are complete, in their order.
  private(set) var ends: [FileEnd]
  private var marks: [MarkLevel: Mark] = [:]

  /// A state to which the series can return.
  private struct Mark {
    let part: Int
    let place: SnapshotFile.Place
  }

  /// Begins the first part.
  init(_ store: any PartStore, level: CompressionLevel?) throws {
    self.store = store
    self.level = level
    file = try SnapshotFile(try store.create(0), level: level)
    ends = []
  }

  /// Continues a part.
  ///
  /// - Parameter ends: the parts before it.
  init(_ store: any PartStore, level: CompressionLevel?, resuming file: SnapshotFile, after ends: [FileEnd]) {
    self.store = store
    self.level = level
    self.file = file
    self.ends = ends
  }

  /// The number of the present part.
  private var part: Int { file.end == nil ? ends.count : ends.count - 1 }

  /// The present state.
  var state: SeriesState { SeriesState(finished: ends, file: file.state) }

  /// Writes a block; a last block ends the part.
  mutating func write(_ content: FileOrder.Content, behind levels: [MarkLevel]) throws {
    for level in levels { marks[level] = Mark(part: part, place: file.place) }
    try file.write(content)
    if let end = file.end { ends.append(end) }
  }

  /// Begins the next part. The part before it must be complete.
  mutating func beginPart() throws {
    precondition(file.end != nil, "parts follow each other")
    file = try SnapshotFile(try store.create(ends.count), level: level)
  }

  /// Takes back everything after the mark.
  mutating func rewind(to level: MarkLevel) throws {
    guard let mark = marks[level] else { preconditionFailure("a rewind goes to a mark") }
    guard mark.part < ends.count else { return try file.rewind(to: mark.place) }
    for number in stride(from: part, to: mark.part, by: -1) { try store.remove(number) }
    ends.removeLast(ends.count - mark.part)
    file = SnapshotFile(
      resuming: try store.reopen(mark.part, at: mark.place.position), member: mark.place.member)
  }

  /// Brings the written bytes to the disk.
  func synchronize() throws { try file.synchronize() }
}

/// The state of a table in one format.
struct SeriesState: Sendable, Equatable {
  /// The parts that are complete, in their order.
  var finished: [FileEnd] = []
  /// The part after them.
  var file: FileState
}
