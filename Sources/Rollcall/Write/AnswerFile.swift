import Glibc

/// The file in which the answer to a question about a snapshot is written. It has its name only when it is whole.
package final class AnswerFile {
  /// The final path.
  package let path: String
  /// The path until the file is whole.
  package let partialPath: String
  private var isPublished = false

  /// Takes the place of the file.
  ///
  /// - Throws: `RollcallError` with the code `cannotCreate` if anything is there already.
  package init(path: String) throws(RollcallError) {
    try SnapshotDirectory.checkSurroundings(of: path)
    guard try !FileSystem.exists(path) else {
      errno = EEXIST
      throw FileSystem.failure(.cannotCreate, "cannot create", path)
    }
    self.path = path
    partialPath = path + ".partial"
    // What is there was left by a command that was killed.
    try FileSystem.removeFile(partialPath)
  }

  deinit {
    if !isPublished { unlink(partialPath) }
  }

  /// A sink that makes the file.
  package func makeSink() throws(RollcallError) -> any ByteSink { try FileSink(path: partialPath) }

  /// Makes the empty file, for a library that opens files by their paths.
  package func makeEmpty() throws(RollcallError) {
    try FileSystem.synchronizeAndClose(try FileSystem.createFile(partialPath), path: partialPath)
  }

  /// Brings to the disk what a library wrote.
  package func synchronize() throws(RollcallError) { try FileSystem.synchronizeFile(partialPath) }

  /// Gives the finished file its name.
  package func publish() throws(RollcallError) {
    try FileSystem.rename(partialPath, to: path)
    isPublished = true
    try FileSystem.synchronizeDirectory(SnapshotDirectory.parent(of: path))
  }
}
