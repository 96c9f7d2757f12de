import FoundationEssentials

extension Setting where Value == String {
  /// The folder of the snapshot, or `-` for standard output.
  package static let output =
    Setting.text(
      "output", "DIR",
      help: """
        The folder to make, which must not exist; {date} and {time} in it are those of the start, in UTC, and {shard} is \
        that of --shard, as in 003-of-008. `-` streams one table to standard output.
        """
    )
    .withLetter("o")
  /// The file with the certificate for servers that want one.
  package static let clientCertificate = Setting.text(
    "client-certificate", "PATH", help: "The certificate to show to a server that wants one, in PEM.")
  /// The file with the key of the client certificate.
  package static let clientKey = Setting.text(
    "client-key", "PATH", help: "The key of the client certificate, in PEM (default: in the certificate's file).")
  /// The file with the certificate authorities to trust.
  package static let authorityFile =
    Setting.text(
      "ca-file", "PATH", help: "Certificate authorities to trust instead of the system's, in PEM."
    )
    .leadingSecrets
}

extension Setting where Value == String {
  /// The snapshot to make again. It belongs to one run.
  package static let repair =
    Setting.text(
      "repair", "OLD",
      help: """
        A snapshot to make again as DIR: its complete tenants are copied, the others are asked for again, with its \
        settings and its snapshot_at.
        """
    )
    .onlyAsFlag
}

extension Setting where Value == [OutputFormat] {
  /// The formats to write.
  package static let formats = Setting.list(
    "format", OutputFormat.all.map(\.name).joined(separator: "|"), default: "csv",
    help: "The formats; several, separated by commas, come from one fetch.", choices: OutputFormat.all.map(\.name),
    expected: "one or more of \(OutputFormat.all.map(\.name).joined(separator: ", "))"
  ) { OutputFormat.named($0) }
}

extension Setting where Value == [Table] {
  /// The tables to write.
  package static let tables = Setting.list(
    "tables", "NAMES", default: Table.allCases.map(\.rawValue).joined(separator: ","),
    help: "The tables to write; only the requests that they need are sent.", choices: Table.allCases.map(\.rawValue),
    expected: "one or more of \(Table.allCases.map(\.rawValue).joined(separator: ", "))"
  ) { Table(rawValue: $0) }
}

/// The ways to compress files.
package enum CompressionMethod: String, Sendable, CaseIterable {
  case gzip
  case none
}

extension Setting where Value == CompressionMethod {
  /// How files are compressed. Standard output is compressed only on request.
  package static let compression = Setting.choice(
    "compression",
    help: "Compress files with gzip (default), or not; standard output is compressed only on request.")
}

extension Setting where Value == Compression {
  /// The level of gzip.
  package static let compressionLevel = Setting(
    "compression-level", "1..9|fast", default: "6",
    help: """
      From 1 (fast) to 9 (smallest files) through zlib; or fast, through ISA-L: 12 times the speed of 6, files 4% larger.
      """,
    choices: (1...9).map(String.init) + ["fast"], expected: "a whole number from 1 to 9, or fast"
  ) { text in
    if text == "fast" { return .fast }
    return Int(text).flatMap { (1...9).contains($0) ? .gzip(level: $0) : nil }
  }
}

extension Setting where Value == Int {
  /// The most requests under way at a time.
  package static let workers = Setting.number(
    "workers", in: 1...256, default: "4", help: "Requests under way at a time; the output does not depend on it.")
  /// The most requests in any minute.
  package static let requestsPerMinute = Setting.number(
    "requests-per-minute", in: 1...1_000_000,
    help: "The most requests to send to a service in any minute, spread evenly (default: as fast as it answers).")
  /// The most requests in all.
  package static let requestBudget = Setting.number(
    "request-budget", in: 1...Int.max,
    help: "The most requests to send to a service, retries included; a run that needs more ends with 75.")
}

extension Setting where Value == Timestamp {
  /// The time in the rows' `snapshot_at`.
  package static let snapshotAt = Setting(
    "snapshot-at", "TIME", help: "The time in the column snapshot_at of every row (default: now).",
    expected: "an RFC 3339 time such as 2026-11-01T00:00:00Z"
  ) { Timestamp(rfc3339: $0) }
}

extension Setting where Value == Duration {
  /// The most time for the retries of one request.
  package static let maximumRetryTime = Setting.duration(
    "max-retry-time", default: "5m", help: "How long one request may be retried.")
  /// The time between two checkpoints.
  package static let checkpointInterval = Setting.duration(
    "checkpoint-interval", from: 0, default: "5s",
    help: "The time between two checkpoints, for --resume; 0s saves one after every tenant.")
  /// The longest silence of a server.
  package static let timeout = Setting.duration(
    "timeout", default: "60s", help: "How long a server may send nothing before the request counts as broken.")
  /// The longest duration of a response.
  package static let requestTimeout = Setting.duration(
    "request-timeout", default: "1h", help: "How long one response may take in all, however slowly it comes.")
}

extension Setting where Value == Bool {
  /// Whether to resume an interrupted run.
  package static let resume = Setting.toggle(
    "resume", help: "Go on from DIR.partial, where an interrupted run stopped; start anew if there is none.")
  /// Whether to delete the remains of an interrupted run.
  package static let discardPartial = Setting.toggle(
    "discard-partial", help: "Delete the remains of an interrupted run (DIR.partial) and start anew.")
  /// Whether the first tenant that fails or lacks a part ends the run.
  package static let failFast = Setting.toggle(
    "fail-fast", help: "End the run at the first tenant that fails or lacks a part, without a snapshot.")
  /// Whether to print the summary as JSON.
  package static let json = Setting.toggle("json", help: "Print the result as one JSON object, errors included.")
  /// Whether to print nothing but the result and errors.
  package static let quiet = Setting.toggle("quiet", help: "Print nothing but the result and errors.")
    .withLetter("q")
}

extension Setting where Value == ExistingPolicy {
  /// The treatment of a snapshot that is there already.
  package static let ifExists = Setting.choice(
    "if-exists", default: "fail",
    help: """
      What to do if DIR is there: fail, or skip, which ends with 0 if it is the complete, sound result of the \
      same settings.
      """)
}
