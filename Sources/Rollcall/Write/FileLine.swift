import Backpressure
import FoundationEssentials
import Gzip

/// The file line: it takes blocks from the encoders, compresses them side by side, and writes them in the order of
/// their arrival.
///
/// Orders are dealt to the lanes round robin and collected in the same way. So the orders of all files stay in one
/// sequence, and no byte depends on the number of lanes or their speed. Each lane holds at most three blocks: one before
/// the compressor, one in it, and one that waits to be written. There are no more compressors than threads: see `Pool`.
///
/// One task sends orders while another task is in `run`.
final class FileLine: Sendable {
  /// The level of compression; `nil` for none.
  let level: CompressionLevel?
  private let lanes: [Lane]
  private let sentCount = Lock(0)

  /// The orders before and after the compressor. Without compression, both are the same channel.
  private struct Lane {
    let incoming: BoundedChannel<FileOrder>
    let outgoing: BoundedChannel<FileOrder>
  }

  /// The number of lanes: two more than the cores that the process may use, so that no core idles while a finished lane
  /// waits to be collected. One encoder cannot keep more than a dozen lanes busy, and each costs memory.
  static var standardLaneCount: Int { min(ProcessInfo.processInfo.activeProcessorCount + 2, 16) }

  /// - Parameters:
  ///   - level: the level of compression; `nil` for none.
  ///   - laneCount: the number of blocks compressed at a time.
  init(level: CompressionLevel?, laneCount: Int) {
    precondition(laneCount >= 1, "a line needs a lane")
    self.level = level
    lanes = (0..<(level == nil ? 1 : laneCount))
      .map { _ in
        let outgoing = BoundedChannel<FileOrder>(capacity: level == nil ? 2 : 1)
        return Lane(incoming: level == nil ? outgoing : BoundedChannel(capacity: 1), outgoing: outgoing)
      }
  }

  // MARK: - The sender

  /// Sends an order, and suspends until there is room for it.
  ///
  /// - Throws: the error that ended the line.
  func send(_ order: FileOrder) async throws {
    let turn = sentCount.withLock { count in
      defer { count += 1 }
      return count
    }
    try await lanes[turn % lanes.count].incoming.send(order)
  }

  /// Ends the orders.
  func finish() {
    for lane in lanes { lane.incoming.finish() }
  }

  // MARK: - The workers

  /// Opens the files, and carries out orders until the sender has finished.
  ///
  /// - Parameters:
  ///   - openFiles: opens the files, in the order in which orders count them.
  ///   - save: saves the states of the export and its files; the files' content is on the disk by then.
  /// - Returns: the sizes and digests of each file's complete parts: all parts, unless last blocks were not sent.
  /// - Throws: the error of opening, compressing or writing; the sender gets it, too.
  func run(
    _ openFiles: () throws -> [PartSeries], saving save: (ExportState, [SeriesState]) throws -> Void = { _, _ in }
  ) async throws -> [[FileEnd]] {
    do {
      return try await withThrowingTaskGroup(of: Void.self) { group in
        if let level {
          let deflaters = Pool { try Deflater(level: level) }
          for lane in lanes { group.addTask(name: "compress") { try await Self.compress(lane, deflaters) } }
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

  /// Saves a checkpoint, after the content that it describes: a checkpoint without its content is worthless.
  private static func save(
    _ state: ExportState, of files: [PartSeries], with save: (ExportState, [SeriesState]) throws -> Void
  ) throws {
    if Omission.checkpointOrder.isActive { try save(state, files.map(\.state)) }
    for file in files { try file.synchronize() }
    if !Omission.checkpointOrder.isActive { try save(state, files.map(\.state)) }
  }

  private static func compress(_ lane: Lane, _ deflaters: Pool<Deflater>) async throws {
    do {
      while var order = try await lane.incoming.next() {
        if case .write(.plain(let block), let file, let marks) = order {
          order = .write(.deflated(try deflaters.withTool { try $0.deflate(block) }), to: file, behind: marks)
        }
        try await lane.outgoing.send(order)
      }
      lane.outgoing.finish()
    } catch {
      // The writer gets the error when it reaches the lane.
      lane.outgoing.finish(throwing: error)
      throw error
    }
  }
}
