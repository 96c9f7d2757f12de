/// The parts of a table in one format, as files in the folder of a snapshot.
struct FolderParts: PartStore {
  let directory: SnapshotDirectory
  /// The path of any part.
  let path: PartPath

  func create(_ number: Int) throws -> any ByteSink {
    let sink = try FileSink(path: location(number))
    directory.note(sink.mark, of: path.numbered(number).text)
    return sink
  }

  func reopen(_ number: Int, at position: SinkPosition) throws -> any ByteSink {
    let mark = directory.marks[path.numbered(number).text]
    return try FileSink(reopening: location(number), mark, at: position)
  }

  func remove(_ number: Int) throws {
    try FileSystem.removeFile(location(number))
    directory.forget(path.numbered(number).text)
  }

  /// Continues a part that an interrupted run left.
  func resume(_ number: Int, at count: Int, sha256: String) throws -> any ByteSink {
    let sink = try FileSink(resuming: location(number), at: count, sha256: sha256)
    directory.note(sink.mark, of: path.numbered(number).text)
    return sink
  }

  private func location(_ number: Int) -> String { "\(directory.partialPath)/\(path.numbered(number).text)" }
}
