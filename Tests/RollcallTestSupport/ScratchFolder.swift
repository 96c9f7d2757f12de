import FoundationEssentials
import Glibc

/// A folder of one test's own, gone with its last reference.
package final class ScratchFolder: Sendable {
  package let path: String

  /// - Parameter parent: the folder that holds it; that of the system for temporary files if `nil`.
  package init(in parent: String? = nil) throws {
    path = (parent ?? FileManager.default.temporaryDirectory.path) + "/rollcall-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  /// A folder in memory, if there is such a place, for thousands of files that no disk needs to have.
  package static func inMemory() throws -> ScratchFolder {
    FileManager.default.isWritableFile(atPath: "/dev/shm") ? try ScratchFolder(in: "/dev/shm") : try ScratchFolder()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package var url: URL { URL(filePath: path) }

  /// The path of something in the folder.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file into the folder, and returns its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: file(name)))
    return file(name)
  }

  /// Makes a folder in the folder.
  package func make(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
  }

  package func contents(of name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: file(name)).map { Array($0) }
  }

  /// The paths of everything in the folder, at any depth.
  package var contents: [String] {
    (try? FileManager.default.subpathsOfDirectory(atPath: path))?.sorted() ?? []
  }

  /// Every file below a folder in it, by its path inside that folder.
  package func files(below name: String) throws -> [String: [UInt8]] {
    let root = file(name)
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      var isDirectory = false
      guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isDirectory), !isDirectory
      else { continue }
      files[path] = Array(try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
    }
    return files
  }

  /// The files of a snapshot's tables alone: what must be the same in every run.
  package func tables(below name: String = "snapshot") throws -> [String: [UInt8]] {
    try files(below: name).filter { $0.key.contains("/") }
  }

  /// Sets the permission bits of things in the folder.
  package func setMode(_ mode: Int, of names: String...) throws {
    for name in names {
      guard chmod(file(name), mode_t(mode)) == 0 else { throw SupportError("the mode of \(name) cannot be set") }
    }
  }

  /// The permission bits of something in the folder.
  package func mode(of name: String) throws -> Int {
    var information = Glibc.stat()
    guard stat(file(name), &information) == 0 else { throw SupportError("\(name) has no mode") }
    return Int(information.st_mode & 0o7777)
  }
}

/// Lends a new folder to `body`.
package func withScratchFolder<R>(_ body: (ScratchFolder) async throws -> R) async throws -> R {
  try await body(ScratchFolder())
}

/// A failure of the tools of the tests themselves.
package struct SupportError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
