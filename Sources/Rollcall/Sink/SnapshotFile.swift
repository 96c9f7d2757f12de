import Gzip

/// A complete file.
struct FileEnd: Sendable, Equatable {
  /// Its size in bytes.
  let count: Int
  let sha256: String
}

/// One file of a snapshot, as its writer sees it: a sink, and the frame of the gzip member that it may hold.
struct SnapshotFile {
  private let sink: any ByteSink
  private var member: GzipMember?
  private var marks: [MarkLevel: Mark] = [:]

  /// A state to which the file can go back.
  private struct Mark {
    let position: SinkPosition
    let member: GzipMember?
  }

  /// Begins the file.
  init(_ sink: any ByteSink, level: CompressionLevel?) throws {
    self.sink = sink
    if let level {
      member = GzipMember()
      try write(GzipMember.header(level: level)[...])
    }
  }

  mutating func perform(_ step: FileOrder.Step) throws {
    switch step {
    case .write(let content, let levels):
      for level in levels { marks[level] = Mark(position: sink.position, member: member) }
      switch content {
      case .plain(let block): try write(block.content)
      case .deflated(let block):
        member?.append(block)
        try write(block.bytes[...])
      }
    case .rewind(let level):
      guard let mark = marks[level] else { preconditionFailure("a rewind goes to a mark") }
      try sink.rewind(to: mark.position)
      member = mark.member
    }
  }

  /// Ends the file.
  func finish() throws -> FileEnd {
    if let member { try write(member.trailer[...]) }
    let position = sink.position
    try sink.finish()
    return FileEnd(count: position.count, sha256: position.sha256)
  }

  private func write(_ bytes: ArraySlice<UInt8>) throws { try bytes.withUnsafeBytes { try sink.write($0) } }
}
