import Backpressure
import Dispatch
import FoundationEssentials
import Glibc

/// The end of started processes and the removal of made folders, even if the run is interrupted.
enum Cleanup {
  private struct State {
    var processes: Set<pid_t> = []
    var folders: Set<String> = []
    /// Whether a signal is about to end this process.
    var isInterrupted = false
  }

  private static let state = Lock(State())

  /// Makes signals end the run in good order.
  static func begin() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        // The source lives as long as its handler, which keeps it.
        withExtendedLifetime(source) {
          state.withLock { $0.isInterrupted = true }
          end()
        }
        _exit(128 + number)
      }
      source.resume()
    }
  }

  /// Ends the processes, and then removes the folders, to which they no longer write.
  static func end() {
    let (processes, folders) = state.withLock { ($0.processes, $0.folders) }
    for process in processes { kill(process, SIGTERM) }
    for process in processes { waitpid(process, nil, 0) }
    for folder in folders { try? FileManager.default.removeItem(atPath: folder) }
  }

  /// Whether a present failure is the result of a signal, which ends this process with its own exit code.
  static var isInterrupted: Bool { state.withLock { $0.isInterrupted } }

  static func add(process: pid_t) {
    state.withLock { state in
      state.processes.insert(process)
      if state.isInterrupted { kill(process, SIGTERM) }
    }
  }
  static func forget(process: pid_t) { state.withLock { _ = $0.processes.remove(process) } }

  /// Makes a folder that is removed at the end.
  static func makeFolder(in parent: String) throws -> String {
    var template = Array("\(parent)/rollcall-benchmark-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure("cannot make a folder in \(parent)") }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    state.withLock { _ = $0.folders.insert(path) }
    return path
  }

  static func remove(folder: String) {
    try? FileManager.default.removeItem(atPath: folder)
    state.withLock { _ = $0.folders.remove(folder) }
  }
}
