import Rollcall

/// The lines about a run: up to four for a terminal, or one for a file. A plain value, without a terminal.
struct RunScreen: Sendable {
  /// Where the snapshot goes.
  let output: String
  let state: RunState
  /// The time since the start of the run.
  let now: Duration

  /// The lines for a terminal, none of them wider than the window.
  func lines(width: Int) -> [String] {
    let isNarrow = width < 60
    let time = "\(now.clock)\(state.timeLeft(at: now).map { ", about \($0.clock) left" } ?? "")"
    var lines = isNarrow ? [time] : [Self.pair(output.shown(limit: .max), time, width: width)]
    lines.append(tenants)
    lines.append(isNarrow ? "\(requests), \(rate)" : "\(requests), \(rate), \(rows)")
    if let waiting { lines.append(waiting) }
    return lines.map { $0.cut(to: width) }
  }

  /// All of it in one line, for a terminal without escapes, a file, and SIGUSR1.
  var line: String {
    let left = state.timeLeft(at: now).map { "about \($0.clock) left" }
    return ([now.clock, tenants, requests, rate, rows] + [left, waiting].compactMap { $0 }).joined(separator: ", ")
  }

  private var tenants: String {
    let done = state.progress?.tenants ?? 0
    guard let all = state.tenants else {
      let services = state.services.filter { $0.state.tenants == nil }.map(\.name)
      return services.isEmpty ? "listing tenants" : "listing the tenants of \(services.joined(separator: ", "))"
    }
    let percent = all > 0 ? " (\(done * 100 / all)%)" : ""
    let losses = [(state.failed, "failed"), (state.incomplete, "incomplete")].filter { $0.0 > 0 }
      .map { ", \($0.0.grouped) \($0.1)" }
    return "\(done.grouped) of \(all.grouped) \(all == 1 ? "tenant" : "tenants")\(percent)\(losses.joined())"
  }

  private var requests: String {
    let count = "\(state.requests.grouped)"
    let all = state.expectedRequests.map { " of about \($0.grouped)" } ?? ""
    let repeated = state.repeated > 0 ? ", \(state.repeated.grouped) sent again" : ""
    return "\(count)\(all) \(state.requests == 1 && all.isEmpty ? "request" : "requests")\(repeated)"
  }

  private var rate: String {
    let tenths = Int((state.requestsPerSecond(at: now) * 10).rounded())
    return "\((tenths / 10).grouped)\(tenths < 1000 ? ".\(tenths % 10)" : "")/s"
  }

  private var rows: String {
    let count = state.progress?.rows ?? 0
    return "\(count.grouped) \(count == 1 ? "row" : "rows")"
  }

  /// What the run waits for; `nil` while it does not.
  private var waiting: String? {
    if let (pause, left) = state.pause(at: now) {
      let seconds = Int(left.seconds.rounded(.up))
      let until = seconds >= 60 ? " at \(pause.until.time)" : ""
      return
        "waiting: \(pause.service): \(pause.message.shown(limit: 400)); going on in \(Duration.seconds(seconds).brief)\(until)"
    }
    let silence = now - state.lastAnswer
    return silence >= .seconds(3) ? "last answer \(Duration.seconds(Int(silence.seconds)).brief) ago" : nil
  }

  /// Two texts at both ends of a line.
  private static func pair(_ left: String, _ right: String, width: Int) -> String {
    let room = width - right.columns - 2
    // The end of a path tells more than its beginning.
    let left = left.columns <= room ? left : "…" + String(left.suffix(max(0, room - 1)))
    return left + String(repeating: " ", count: max(2, width - left.columns - right.columns)) + right
  }
}

extension Duration {
  /// As on a clock: `0:02:14`.
  var clock: String {
    let seconds = Int(max(0, self.seconds))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }

  /// In the largest two units: `14 s`, `5 min`, `2 h 10 min`.
  var brief: String {
    let seconds = Int(max(0, self.seconds))
    if seconds < 120 { return "\(seconds) s" }
    let minutes = (seconds + 59) / 60
    return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}

extension Timestamp {
  /// The time of day in UTC: `02:00:14 UTC`.
  fileprivate var time: String {
    "\(description.dropFirst(11).prefix(8)) UTC"
  }
}
