/// The way from `DIR.partial` to `DIR`. Whenever the machine stops, one of the two exists and is whole.
extension SnapshotDirectory {
  /// Writes `datapackage.json`, `manifest.json` and `SHA256SUMS`, brings everything to the disk, and gives the folder
  /// its final name.
  ///
  /// The files of the tables are already on the disk.
  func publish(_ manifest: Manifest) throws {
    let packageDigest = try write(DataPackage(manifest).encoded(), to: SnapshotLayout.dataPackage)
    let manifestDigest = try write(manifest.encoded(), to: SnapshotLayout.manifest)
    let list = manifest.checksumList(packageDigest: packageDigest, manifestDigest: manifestDigest)
    _ = try write(Array(list.utf8), to: SnapshotLayout.checksumList)
    try synchronizeEntries(of: manifest.tables.flatMap(\.files).map(\.path))
    try finishPublishing(manifest)
  }

  /// Publishes a snapshot that an interrupted run completed, except for its final name.
  ///
  /// The snapshot was verified before. It is brought to the disk once more, since bytes that can be read are not
  /// necessarily on the disk.
  func publishAgain(_ manifest: Manifest) throws {
    let paths = manifest.tables.flatMap(\.files).map(\.path)
    for path in paths + SnapshotLayout.lists {
      try FileSystem.synchronizeFile("\(partialPath)/\(path)")
    }
    try synchronizeEntries(of: paths)
    try finishPublishing(manifest)
  }

  /// Takes the last steps. From the removal of the checkpoint on, the manifest replaces it.
  ///
  /// The folder is checked once more, so that exactly the files of the manifest get the final name.
  private func finishPublishing(_ manifest: Manifest) throws(RollcallError) {
    try checkIsStillOurs()
    let marks = marks
    var files: [String: (mark: FileMark?, size: Int?)] = [:]
    for file in manifest.tables.flatMap(\.files) { files[file.path] = (marks[file.path], file.bytes) }
    for name in SnapshotLayout.lists { files[name] = (marks[name], nil) }
    try FileSystem.removeFile("\(partialPath)/\(Checkpoint.newName)")
    if try FileSystem.exists("\(partialPath)/\(Checkpoint.name)") { files[Checkpoint.name] = (nil, nil) }
    do {
      try PartialFolder(partialPath).checkHolds(files)
    } catch {
      // A run that resumed the changed files would fail in the same way.
      if error.code == .inputOutput { setContent(.untouched) }
      throw error
    }
    try FileSystem.removeFile("\(partialPath)/\(Checkpoint.name)")
    setContent(.everything)
    try FileSystem.synchronizeDirectory(partialPath)
    try FileSystem.rename(partialPath, to: finalPath)
    do {
      try FileSystem.synchronizeDirectory(Self.parent(of: finalPath))
    } catch {
      throw RollcallError(
        error.code, error.message, cause: error.cause, advice: error.advice,
        remains: "\(finalPath) is complete, but its name may not survive a power failure")
    }
  }

  /// - Returns: the file's SHA-256.
  private func write(_ bytes: [UInt8], to name: String) throws -> String {
    let sink = try FileSink(path: "\(partialPath)/\(name)")
    note(sink.mark, of: name)
    try bytes.withUnsafeBytes { try sink.write($0) }
    let position = sink.position
    try sink.finish()
    return position.sha256
  }
}
