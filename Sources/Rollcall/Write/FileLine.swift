import Backpressure
import FoundationEssentials
import Gzip

/// The assembly line behind the encoders: blocks are compressed side by side and written in the order they came.
///
/// Orders are dealt out to the lanes in turn and collected in turn, so all files' orders stay in one sequence and no
/// byte depends on the number of lanes or on which of them is the fastest. Each lane has one compressor and holds at
/// most three blocks: one that waits for it, one that it works on, and one that waits to be written.
///
/// One task sends orders while another one is in `run`.
final class FileLine: Sendable {
  /// How hard blocks are compressed; not at all if `nil`.
  let level: CompressionLevel?
  private let lanes: [Lane]
  private let sentCount = Lock(0)

  /// Where orders wait for the compressor and for the writer; one and the same place if nothing is compressed.
  private struct Lane {
    let incoming: BoundedChannel<FileOrder>
    let outgoing: BoundedChannel<FileOrder>
  }

  /// Two compressors more than the process may use cores, so that no core waits for a lane whose turn has not come.
  /// One encoder cannot keep more than a dozen of them busy, and each costs memory.
  static var standardLaneCount: Int { min(ProcessInfo.processInfo.activeProcessorCount + 2, 16) }

  /// - Parameters:
  ///   - level: how hard to compress; not at all if `nil`.
  ///   - laneCount: how many blocks are compressed at a time.
  init(level: CompressionLevel?, laneCount: Int) {
    precondition(laneCount >= 1, "somebody has to do the work")
    self.level = level
    lanes = (0..<(level == nil ? 1 : laneCount))
      .map { _ in
        let outgoing = BoundedChannel<FileOrder>(capacity: level == nil ? 2 : 1)
        return Lane(incoming: level == nil ? outgoing : BoundedChannel(capacity: 1), outgoing: outgoing)
      }
  }

  // MARK: - The sender

  /// Suspends until there is room for the order.
  ///
  /// - Throws: what ended the line.
  func send(_ order: FileOrder) async throws {
    let turn = sentCount.withLock { count in
      defer { count += 1 }
      return count
    }
    try await lanes[turn % lanes.count].incoming.send(order)
  }

  /// Says that no order will follow.
  func finish() {
    for lane in lanes { lane.incoming.finish() }
  }

  // MARK: - The workers

  /// Opens the files, and carries out orders until the sender has finished.
  ///
  /// - Parameters:
  ///   - openFiles: opens the files, in the order in which orders count them.
  ///   - save: notes how far the export and its files are, all of which is on the disk by then.
  /// - Returns: the sizes and digests of each file's parts that are complete: all, unless their last blocks were not sent.
  /// - Throws: what opening, compressing or writing threw, which the sender gets as well.
  func run(
    _ openFiles: () throws -> [PartSeries], saving save: (ExportState, [SeriesState]) throws -> Void = { _, _ in }
  ) async throws -> [[FileEnd]] {
    do {
      return try await withThrowingTaskGroup(of: Void.self) { group in
        if let level {
          for lane in lanes { group.addTask(name: "compress") { try await Self.compress(lane, level) } }
        }
        var files = try openFiles()
        var turn = 0
        while let order = try await lanes[turn % lanes.count].outgoing.next() {
          switch order {
          case .write(let content, let file, let marks): try files[file].write(content, behind: marks)
          case .beginPart(let file): try files[file].beginPart()
          case .rewind(let file, let level): try files[file].rewind(to: level)
          case .checkpoint(let state): try Self.save(state, of: files, with: save)
          }
          turn += 1
        }
        try await group.waitForAll()
        return files.map(\.ends)
      }
    } catch {
      for lane in lanes {
        lane.incoming.close(throwing: error)
        lane.outgoing.close(throwing: error)
      }
      throw error
    }
  }

  /// First the content and then the note of it: a note that runs ahead of what it describes is worth nothing.
  private static func save(
    _ state: ExportState, of files: [PartSeries], with save: (ExportState, [SeriesState]) throws -> Void
  ) throws {
    if Omission.checkpointOrder.isActive { try save(state, files.map(\.state)) }
    for file in files { try file.synchronize() }
    if !Omission.checkpointOrder.isActive { try save(state, files.map(\.state)) }
  }

  private static func compress(_ lane: Lane, _ level: CompressionLevel) async throws {
    do {
      var deflater = try Deflater(level: level)
      while var order = try await lane.incoming.next() {
        if case .write(.plain(let block), let file, let marks) = order {
          order = .write(.deflated(try deflater.deflate(block)), to: file, behind: marks)
        }
        try await lane.outgoing.send(order)
      }
      lane.outgoing.finish()
    } catch {
      // The writer finds it when the lane's turn comes.
      lane.outgoing.finish(throwing: error)
      throw error
    }
  }
}
