import Foundation

/// A folder of one test's own, gone with its last reference.
final class ScratchFolder: Sendable {
  let path: String

  /// - Parameter parent: where it is.
  init(in parent: String = NSTemporaryDirectory()) throws {
    path = parent + "/rollcall-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  /// A folder in memory, if there is such a place, for thousands of files that no disk needs to have.
  static func inMemory() throws -> ScratchFolder {
    FileManager.default.isWritableFile(atPath: "/dev/shm") ? try ScratchFolder(in: "/dev/shm") : try ScratchFolder()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file into the folder, and returns its path.
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  func contents(of name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: file(name)).map { Array($0) }
  }

  /// Sets the permission bits of things in the folder.
  func setMode(_ mode: Int, of names: String...) throws {
    for name in names {
      try FileManager.default.setAttributes([.posixPermissions: NSNumber(value: mode)], ofItemAtPath: file(name))
    }
  }

  /// The permission bits of something in the folder.
  func mode(of name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: file(name))
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }
}
