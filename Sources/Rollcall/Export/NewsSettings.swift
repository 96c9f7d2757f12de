/// When progress is shown.
package enum ProgressMode: String, Sendable, CaseIterable {
  case auto
  case always
  case never
}

/// The form of what is told about a run while it goes on.
package enum LogFormat: String, Sendable, CaseIterable {
  case text
  case json
}

/// How much is told about a run: each level tells what those before it tell, too.
package enum LogLevel: String, Sendable, CaseIterable, Comparable {
  case error
  case warning
  case info
  case debug

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Whether the left one tells less.
  package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}

extension Setting where Value == ProgressMode {
  /// When progress is shown.
  package static let progress = Setting.choice(
    "progress", default: "auto",
    help: """
      Show how far the run is, on standard error: redrawn in place on a terminal, else one line every 30 seconds; auto \
      does unless --quiet.
      """)
}

extension Setting where Value == LogFormat {
  /// The form of messages.
  package static let logFormat = Setting.choice(
    "log-format", default: "text",
    help: "The form of messages on standard error: text for people, or one JSON object a line.")
}

extension Setting where Value == LogLevel {
  /// How much is told.
  package static let logLevel = Setting.choice(
    "log-level", default: "info",
    help: "What to tell on standard error; debug tells of every request that is sent again.")
}

extension Setting where Value == String {
  /// The file for the figures of the run.
  package static let metricsFile = Setting.text(
    "metrics-file", "PATH",
    help: "Write the figures of the run in the text format of Prometheus, even if it fails; a file there is replaced.")
}
