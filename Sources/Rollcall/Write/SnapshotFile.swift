import Gzip

/// A complete file.
struct FileEnd: Sendable, Equatable {
  /// Its size in bytes.
  let count: Int
  let sha256: String
}

/// How far a file is: what is in it, and what of that a gzip member's end will need to know.
struct FileState: Sendable, Equatable {
  /// Its size in bytes.
  var count: Int
  var sha256: String
  /// CRC-32 of the content in it, before compression; 0 if it is not compressed.
  var checksum: UInt32 = 0
}

/// One part of a table, as its writer sees it: a sink, and the frame of the gzip member that it may hold.
struct SnapshotFile {
  private let sink: any ByteSink
  private var member: GzipMember?
  /// What became of it, once it is complete.
  private(set) var end: FileEnd?

  /// A state to which the file can go back.
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

  /// Goes on with a file whose content so far is in the sink.
  ///
  /// - Parameter member: the gzip member as it was left, if the file is compressed.
  init(resuming sink: any ByteSink, member: GzipMember?) {
    self.sink = sink
    self.member = member
  }

  /// How far it is.
  var state: FileState {
    let position = sink.position
    return FileState(count: position.count, sha256: position.sha256, checksum: member?.checksum ?? 0)
  }

  /// Where it is.
  var place: Place { Place(position: sink.position, member: member) }

  /// Writes what a block holds; the last one ends the file.
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

  /// Takes back everything behind a place.
  mutating func rewind(to place: Place) throws {
    try sink.rewind(to: place.position)
    member = place.member
  }

  /// Brings what is written to the disk.
  func synchronize() throws { if end == nil { try sink.synchronize() } }

  private mutating func finish() throws {
    if let member { try write(member.trailer[...]) }
    let position = sink.position
    try sink.finish()
    end = FileEnd(count: position.count, sha256: position.sha256)
  }

  private func write(_ bytes: ArraySlice<UInt8>) throws { try bytes.withUnsafeBytes { try sink.write($0) } }
}
