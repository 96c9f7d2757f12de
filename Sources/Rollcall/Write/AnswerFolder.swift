import Glibc

/// A folder of files that answer a question about a snapshot. It has its name only when it is whole.
package final class AnswerFolder {
  /// The final path.
  package let path: String
  /// The path until the folder is whole.
  package let partialPath: String
  private var names: [String] = []
  private var isPublished = false

  /// Takes the place of the folder.
  ///
  /// - Throws: `RollcallError` with the code `cannotCreate` if anything is there already, or was left by a command that
  ///   was killed.
  package init(path: String) throws(RollcallError) {
    guard try !FileSystem.exists(path) else {
      errno = EEXIST
      throw FileSystem.failure(.cannotCreate, "cannot create", path)
    }
    self.path = path
    partialPath = path + ".partial"
    try FileSystem.createDirectory(partialPath)
  }

  deinit {
    guard !isPublished else { return }
    for name in names { unlink("\(partialPath)/\(name)") }
    rmdir(partialPath)
  }

  /// A sink that makes a file in the folder.
  package func makeSink(_ name: String) throws(RollcallError) -> any ByteSink {
    let sink = try FileSink(path: "\(partialPath)/\(name)")
    names.append(name)
    return sink
  }

  /// Gives the folder its name. Every sink is finished.
  package func publish() throws(RollcallError) {
    try FileSystem.synchronizeDirectory(partialPath)
    try FileSystem.rename(partialPath, to: path)
    isPublished = true
    try FileSystem.synchronizeDirectory(SnapshotDirectory.parent(of: path))
  }
}
