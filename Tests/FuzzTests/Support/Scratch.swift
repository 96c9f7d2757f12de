import FoundationEssentials
import Glibc

/// A folder for one input, gone when it is done.
struct Scratch {
  let path: String

  /// - Throws: what `body` throws.
  static func with<R>(_ body: (Scratch) throws -> R) throws -> R {
    // `Tests/fuzz` names a folder in memory.
    let parent =
      getenv("ROLLCALL_FUZZ_SCRATCH").map { String(cString: $0) } ?? FileManager.default.temporaryDirectory.path
    var template = Array("\(parent)/rollcall-fuzz-XXXXXX".utf8CString)
    guard template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) != nil else {
      fatalError("no folder can be made in \(parent)")
    }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(Scratch(path: path))
  }

  func makeFolder(_ name: String) {
    guard mkdir("\(path)/\(name)", 0o700) == 0 || errno == EEXIST else { fatalError("cannot make \(name)") }
  }

  /// Writes a file, and returns its path.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) -> String {
    let file = "\(path)/\(name)"
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0, bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count
    else { fatalError("cannot write \(file)") }
    close(descriptor)
    return file
  }
}
