import Glibc

extension SnapshotReader {
  /// Checks the size and the SHA-256 of files, without looking into them.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` and the name of the first file that differs.
  func checkFiles(_ files: [FileReport]) throws(RollcallError) {
    for file in files { if let difference = try difference(of: file) { throw error(difference) } }
  }

  /// The difference between the size or the SHA-256 of a file and the manifest; `nil` if there is none.
  func difference(of file: FileReport) throws(RollcallError) -> SnapshotDifference? {
    if let fault = fault(of: file) { return SnapshotDifference(file: file.path, message: fault) }
    var content = try FileContent(try folder.open(file.path), file)
    try content.skip()
    if content.fileBytes != file.bytes { return SnapshotDifference(file: file.path, message: "it is being changed") }
    guard case let digest = content.sha256, digest != file.sha256 else { return nil }
    let message = "its SHA-256 is \(digest), but should be \(file.sha256.quotable)"
    return SnapshotDifference(file: file.path, message: message)
  }

  /// The absolute path of the folder, without links, for a program that is started elsewhere or later; `nil` if no text
  /// can name it.
  var realPath: String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(validatingCString: found)
  }
}
