import Glibc
import Rollcall

/// The file for the figures of runs. It is replaced as a whole. Nothing but figures of earlier runs is ever replaced.
struct MetricsFile: Sendable {
  let path: String

  /// - Throws: `RollcallError` with the code `cannotCreate` if there is no place for it: it is better to know before the
  ///   run than after it.
  init(path: String) throws(RollcallError) {
    self.path = path
    func wrong(_ what: String) -> RollcallError {
      RollcallError(
        .cannotCreate, "cannot write metrics to \(path): \(what)",
        advice: "name a file that does not exist, or one with the metrics of an earlier run")
    }
    var status = stat()
    // Of a link, `rename` would replace the link: the devices of a machine are such links.
    if lstat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else { throw wrong("it is a link or no file") }
      guard isOwn else { throw wrong("the file there holds something else") }
    }
    guard access(folder, W_OK) == 0 else {
      throw RollcallError(
        .cannotCreate, "cannot write metrics to \(path): \(String(cString: strerror(errno)))",
        advice: "name a file in a folder that is there and that you may write to")
    }
  }

  private var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether the file that is there is empty or begins as all of this kind do.
  private var isOwn: Bool {
    guard let content else { return false }
    return content.isEmpty || content.hasPrefix("# HELP rollcall_")
  }

  private var content: String? {
    (try? SmallFile(path, limit: 1 << 24)).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// When a run succeeded, as the file says; `nil` if it does not.
  var lastSuccess: Double? {
    let line = content?.split(separator: "\n")
      .first { $0.hasPrefix(RunMetrics.lastSuccessName + " ") }
    return line.flatMap { Double($0.dropFirst(RunMetrics.lastSuccessName.count + 1)) }
  }

  /// Replaces the file.
  func write(_ metrics: RunMetrics) throws(RollcallError) {
    // The collectors of such files take only those that end in `.prom`.
    let partial = "\(path).\(getpid()).partial"
    unlink(partial)
    // Another program reads it: the process's mask decides who may.
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure() }
    let isWritten = Array(metrics.text.utf8).withUnsafeBytes { FileSystem.write($0, to: descriptor) }
    let isClosed = close(descriptor) == 0
    guard isWritten, isClosed, rename(partial, path) == 0 else {
      let failure = failure()
      unlink(partial)
      throw failure
    }
  }

  private func failure() -> RollcallError {
    RollcallError(.inputOutput, "cannot write metrics to \(path): \(String(cString: strerror(errno)))")
  }
}
