import Backpressure
import Foundation
import Gzip
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `Line of files` {
  /// Blocks of several files in a random sequence, and what each file is then.
  private struct Work {
    var orders: [FileOrder] = []
    var contents: [[UInt8]]

    init(files: Int, blocks: Int, seed: UInt64) {
      var random = RepeatableRandom(seed: seed)
      var cutters = (0..<files).map { _ in BlockCutter(blockSize: 20_000) }
      contents = Array(repeating: [], count: files)
      for _ in 0..<blocks {
        let file = Int.random(in: 0..<files, using: &random)
        // Some blocks take far longer than others.
        let noise = (0..<Int.random(in: 1...20_000, using: &random))
          .map { _ in
            UInt8.random(in: 0...15, using: &random)
          }
        let bytes = noise + Array(repeating: 7, count: 20_000 - noise.count)
        contents[file] += bytes
        cutters[file].append { $0 += bytes }
        for block in cutters[file].cutFullBlocks() { append(block, to: file) }
      }
      for file in 0..<files { append(cutters[file].cutLastBlock(), to: file) }
    }

    private mutating func append(_ block: Block, to file: Int) {
      orders.append(.write(.plain(block), to: file, behind: []))
    }

    /// Sends all orders down a line of its own.
    func files(level: CompressionLevel?, lanes: Int, room: Int = .max) async throws -> [MemoryFile] {
      let parts = contents.map { _ in MemoryParts(room: room) }
      let line = FileLine(level: level, laneCount: lanes)
      async let ends = line.run { try parts.map { try PartSeries($0, level: level) } }
      for order in orders { try await line.send(order) }
      line.finish()
      let files = parts.map(\.only)
      #expect(try await ends.map { $0.map(\.count) } == files.map { [$0.current.bytes.count] })
      return files
    }
  }

  @Test(arguments: [nil, CompressionLevel(1), .balanced, .fast])
  func `the bytes are the same for any number of lanes`(level: CompressionLevel?) async throws {
    let work = Work(files: 3, blocks: 60, seed: 5)
    let expected = try await work.files(level: level, lanes: 1).map(\.current.bytes)
    if level == nil { #expect(expected == work.contents) }
    for lanes in [2, 3, 8] {
      #expect(try await work.files(level: level, lanes: lanes).map(\.current.bytes) == expected)
    }
  }

  @Test(arguments: CompressionLevel.all)
  func `the system's own tools can read the gzip files`(level: CompressionLevel) async throws {
    let work = Work(files: 2, blocks: 30, seed: 6)
    let files = try await work.files(level: level, lanes: 4)
    try await withScratchFolder { folder in
      for (file, content) in zip(files, work.contents) {
        let path = try folder.write(file.current.bytes, to: "member.gz")
        _ = try CommandRun.run("gzip", ["-t", path]).succeeded()
        let digest = try Python.run(
          "import gzip, hashlib, sys; print(hashlib.sha256(gzip.open(sys.argv[1]).read()).hexdigest())", [path])
        let expected = SHA256()
        content.withUnsafeBytes { expected.update($0) }
        #expect(digest == expected.hexadecimal() + "\n")
      }
    }
  }

  @Test(arguments: [nil, .balanced, .fast] as [CompressionLevel?])
  func `a checkpoint is noted only when all of its bytes are on the disk`(level: CompressionLevel?) async throws {
    let work = Work(files: 2, blocks: 40, seed: 11)
    let parts = work.contents.map { _ in MemoryParts() }
    let line = FileLine(level: level, laneCount: 3)
    let notes = Lock(0)
    async let ends = line.run {
      try parts.map { try PartSeries($0, level: level) }
    } saving: { _, states in
      for (file, state) in zip(parts.map(\.only), states.map(\.file)) {
        #expect(state.count == file.current.bytes.count && file.current.synchronized == state.count)
        let digest = SHA256()
        file.current.bytes.withUnsafeBytes { digest.update($0) }
        #expect(state.sha256 == digest.hexadecimal())
      }
      notes.withLock { $0 += 1 }
    }
    for (index, order) in work.orders.enumerated() {
      try await line.send(order)
      // No file may have its last block before the last note.
      if index % 7 == 0, index < work.orders.count - 2 {
        try await line.send(.checkpoint(ExportState(tenants: [], writers: [], measured: .init())))
      }
    }
    line.finish()
    _ = try await ends
    #expect(notes.withLock { $0 } == (work.orders.count - 2 + 6) / 7)
  }

  @Test(arguments: [nil, CompressionLevel(1), .fast], [0, 10, 50_000, 150_000])
  func `the sender gets the error of a full file, and the line ends`(
    level: CompressionLevel?, room: Int
  ) async throws {
    let work = Work(files: 2, blocks: 60, seed: 7)
    await #expect(throws: MemorySink.full) { try await work.files(level: level, lanes: 3, room: room) }
  }

  @Test func `the sender gets the error of a file that cannot be opened`() async throws {
    let work = Work(files: 1, blocks: 60, seed: 8)
    let line = FileLine(level: .balanced, laneCount: 2)
    let refusal = RollcallError(.cannotCreate, "no")
    await #expect(throws: refusal) {
      async let ends = line.run { throw refusal }
      for order in work.orders { try await line.send(order) }
      _ = try await ends
    }
  }

  @Test(arguments: [nil, .balanced, .fast] as [CompressionLevel?])
  func `a cancelled line ends, whatever it waits for`(level: CompressionLevel?) async throws {
    let line = FileLine(level: level, laneCount: 2)
    let parts = MemoryParts()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try await line.run { [try PartSeries(parts, level: level)] } }
      group.addTask {
        let work = Work(files: 1, blocks: 5, seed: 9)
        for order in work.orders.dropLast() { try await line.send(order) }
      }
      try await group.next()
      group.cancelAll()
      await #expect(throws: CancellationError.self) { try await group.waitForAll() }
    }
    #expect(!parts.only.current.isFinished)
  }
}
