import FoundationEssentials
import Glibc
import Rollcall

/// The file for the figures of runs. It is replaced as a whole, and kept when a run fails.
struct MetricsFile: Sendable {
  let path: String

  /// - Throws: `RollcallError` with the code `cannotCreate` if there is no place for it: it is better to know before the
  ///   run than after it.
  init(path: String) throws(RollcallError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw RollcallError(.cannotCreate, "cannot write metrics to \(path): it is no file")
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

  /// When a run succeeded, as the file says; `nil` if it does not.
  var lastSuccess: Double? {
    guard let content = try? Data(contentsOf: URL(filePath: path)), content.count < 1 << 24 else { return nil }
    let line = String(decoding: content, as: UTF8.self).split(separator: "\n")
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
