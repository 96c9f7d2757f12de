import Backpressure
import Rollcall

/// The line on a terminal that shows the progress of an export.
final class ProgressLine: Sendable {
  private let isShown: Bool
  private let lastShown = Lock<Duration?>(nil)

  init(mode: ProgressMode, isQuiet: Bool) {
    isShown =
      switch mode {
      case .always: true
      case .never: false
      case .auto: !isQuiet && Console.isErrorTerminal
      }
  }

  /// Shows the progress, at most ten times a second.
  func show(_ progress: ExportProgress) {
    guard isShown else { return }
    let isDue = lastShown.withLock { last in
      if let last, progress.elapsed - last < .milliseconds(100) { return false }
      last = progress.elapsed
      return true
    }
    guard isDue else { return }
    let seconds = progress.elapsed.seconds
    let rate = seconds > 0 ? Int(Double(progress.rows) / seconds) : 0
    Console.status("\(progress.rows.grouped) rows, \(rate.grouped) a second, \(progress.tenants.grouped) tenants done")
  }

  /// Clears the line.
  func end() {
    if lastShown.withLock({ $0 != nil }) { Console.status("") }
  }
}
