import Gzip

/// A complete file.
struct FileEnd: Sendable, Equatable {
  /// Its size in bytes.
  let count: Int
  let sha256: String
}

/// The state of a file: its content, and the figures that the end of a gzip member needs.
struct FileState: Sendable, Equatable {
  /// Its size in bytes.
  var count: Int
  var sha256: String
  /// CRC-32 of the content, before compression; 0 without compression.
  var checksum: UInt32 = 0
}

/// One part of a table: a sink, and the frame of the gzip member if the file is compressed.
struct SnapshotFile {
  private let sink: any ByteSink
  private var member: GzipMember?
  /// The result, once the file is complete.
  private(set) var end: FileEnd?

  /// A state to which the file can return.
  struct Place {
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

  /// Continues a file whose content so far is in the sink.
  ///
  /// - Parameter member: the state of the gzip member, if the file is compressed.
  init(resuming sink: any ByteSink, member: GzipMember?) {
    self.sink = sink
    self.member = member
  }

  /// The present state.
  var state: FileState {
    let position = sink.position
    return FileState(count: position.count, sha256: position.sha256, checksum: member?.checksum ?? 0)
  }

  /// The present place.
  var place: Place { Place(position: sink.position, member: member) }

  /// Writes a block; a last block ends the file.
  mutating func write(_ content: FileOrder.Content) throws {
    switch content {
    case .plain(let block):
      try write(block.content)
      if block.isLast { try finish() }
    case .deflated(let block):
      member?.append(block)
      try write(block.bytes[...])
      if block.isLast { try finish() }
    }
  }

  /// Takes back everything after a place.
  mutating func rewind(to place: Place) throws {
    try sink.rewind(to: place.position)
    member = place.member
  }

  /// Brings the written bytes to the disk.
  func synchronize() throws { if end == nil { try sink.synchronize() } }

  private mutating func finish() throws {
    if let member { try write(member.trailer[...]) }
    let position = sink.position
    try sink.finish()
    end = FileEnd(count: position.count, sha256: position.sha256)
  }

  private func write(_ bytes: ArraySlice<UInt8>) throws { try bytes.withUnsafeBytes { try sink.write($0) } }
}
