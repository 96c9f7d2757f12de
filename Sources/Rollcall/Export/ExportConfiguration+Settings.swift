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

extension ExportConfiguration {
  /// The settings of an export, apart from those of the services.
  package static let settings: [SettingDeclaration] =
    ([
      Setting.output.declaration.withoutBearingOnContent, Setting.ifExists.declaration.withoutBearingOnContent,
      Setting.formats.declaration, Setting.tables.declaration,
      Setting.compression.declaration, Setting.compressionLevel.declaration, Setting.splitRows.declaration,
      Setting.splitBytes.declaration,
    ]
    + OutputFormat.all.flatMap(\.settings)
    + [
      Setting.snapshotAt.declaration.withoutBearingOnContent, Setting.includeCustomAttributes.declaration,
      Setting.allowEmpty.declaration,
    ])
    .under("Output")
    + [
      Setting.plan.declaration.withoutBearingOnContent, Setting.shard.declaration.withoutBearingOnContent,
      Setting.repair.declaration.withoutBearingOnContent, Setting.resume.declaration.withoutBearingOnContent,
      Setting.discardPartial.declaration.withoutBearingOnContent,
      Setting.checkpointInterval.declaration.withoutBearingOnContent, Setting.failFast.declaration,
    ]
    .under("Interruption")
    + [
      Setting.workers.declaration, Setting.requestsPerMinute.declaration, Setting.requestBudget.declaration,
      Setting.maximumRetryTime.declaration, Setting.timeout.declaration, Setting.requestTimeout.declaration,
      Setting.authorityFile.declaration, Setting.clientCertificate.declaration, Setting.clientKey.declaration,
      Setting.allowPlainHTTP.declaration,
    ]
    .map(\.withoutBearingOnContent).under("Network and limits")
    + [
      Setting.progress.declaration, Setting.logFormat.declaration, Setting.logLevel.declaration,
      Setting.metricsFile.declaration, Setting.quiet.declaration, Setting.json.declaration,
    ]
    .map(\.withoutBearingOnContent).under("Messages")

  /// Reads the configuration from settings.
  ///
  /// - Throws: `SettingError` that names the wrong setting.
  package init(settings: SettingValues) throws {
    try self.init(settings: settings, now: .now)
  }

  /// Reads the configuration of a plan, whose shards each have an output of their own.
  ///
  /// - Throws: `SettingError` that names the wrong setting.
  package init(planning settings: SettingValues) throws {
    try self.init(settings: settings, output: "shard", now: .now)
  }

  package init(settings: SettingValues, now: Timestamp) throws {
    guard let output = try settings.value(.output) else {
      throw SettingError(message: "--output is missing: name the folder for the snapshot", isUsage: true)
    }
    try self.init(settings: settings, output: output, now: now)
  }

  private init(settings: SettingValues, output: String, now: Timestamp) throws {
    let template = try OutputTemplate(output)
    let shard = try settings.value(.shard)
    let path = template.hasWords ? try template.path(at: now, shard: shard?.label) : output
    guard !Self.isNameOfRemains(path) else {
      throw SettingError(
        message: "--output is \(output.shown()): names that end in .partial are those of interrupted runs",
        isUsage: true)
    }
    guard Timestamp(writable: now.milliseconds) != nil else {
      throw SettingError(
        message:
          "the clock of this machine says \(now), and the rows have room for four digits of a year: set the clock",
        isUsage: false)
    }
    self.init(output: output == "-" ? .standardOutput : .directory(path))
    if template.hasWords { self.template = template }
    existing = try settings.required(.ifExists)
    formats = try settings.required(.formats).removingDuplicates(by: \.name)
    tables = Set(try settings.required(.tables))
    let method = try settings.value(.compression) ?? (self.output == .standardOutput ? .none : .gzip)
    compression = method == .gzip ? try settings.required(.compressionLevel) : .none
    guard compression != .fast || Compression.hasFast else {
      throw SettingError(
        message: "--compression-level is fast, and this rollcall was built without ISA-L: choose a level from 1 to 9",
        isUsage: false)
    }
    split = try SnapshotSplit(settings: settings)
    workers = try settings.required(.workers)
    requestsPerMinute = try settings.value(.requestsPerMinute)
    requestBudget = try settings.value(.requestBudget)
    snapshotAt = try settings.value(.snapshotAt)
    if let snapshotAt, snapshotAt > now {
      throw SettingError(
        message: "--snapshot-at is \(snapshotAt), which is in the future: this machine's clock says \(now)",
        isUsage: true)
    }
    formatOptions = try FormatOptions(settings: settings)
    remains = try RemainsPolicy(settings: settings)
    checkpointInterval = try settings.required(.checkpointInterval)
    failsFast = try settings.value(.failFast) ?? false
    maximumRetryTime = try settings.required(.maximumRetryTime)
    if self.output == .standardOutput, tables.count != 1 || formats.count != 1 {
      throw SettingError(
        message: "--output - takes one table in one format: add, say, --tables operators --format csv", isUsage: true)
    }
    if let old = try settings.value(.repair) { try Self.check(old, beside: self.output) }
    let isPlanned = settings.isSet(.plan)
    guard shard == nil || isPlanned else {
      throw SettingError(message: "--shard is a part of a plan: add --plan with its file", isUsage: true)
    }
    guard !isPlanned || !settings.isSet(.repair) else {
      throw SettingError(
        message: "--plan and --repair are both there: a repair keeps the shard and the options of its snapshot",
        isUsage: true)
    }
    if self.output == .standardOutput, let split {
      throw SettingError(
        message: "--output - is one stream, which cannot be split: leave \(split.settingName) out, or name a folder",
        isUsage: true)
    }
  }
}

extension ExportConfiguration {
  /// Whether an export into another folder could take this folder for the remains of an interrupted run.
  private static func isNameOfRemains(_ path: String) -> Bool {
    var path = path[...]
    while path.hasSuffix("/") || path.hasSuffix("/.") { path = path.dropLast() }
    return path.hasSuffix(".partial")
  }

  /// Checks that a snapshot is repaired into another folder.
  private static func check(_ old: String, beside output: Output) throws(SettingError) {
    guard case .directory(let new) = output else {
      throw SettingError(message: "--repair makes a snapshot again: --output must name a folder for it", isUsage: true)
    }
    func normal(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }
    guard normal(old) != normal(new) || old.hasPrefix("/") != new.hasPrefix("/") else {
      throw SettingError(
        message: "--repair and --output are both \(old.shown()): the snapshot is made again in another folder",
        isUsage: true)
    }
  }

  /// A note on a moment in the rows that is more than a day old: the rows are read today.
  package func note(now: Timestamp) -> String? {
    let planned = shard?.plan.content.snapshotAt
    guard let moment = planned ?? snapshotAt, now.milliseconds - moment.milliseconds > 86_400_000 else { return nil }
    let name = planned == nil ? "--snapshot-at" : "the snapshot_at of the plan"
    return "\(name) is more than a day ago: rows will say \(moment), but the services are read now (\(now))"
  }

  /// The options that affect a snapshot's content, keyed by setting name.
  var contentOptions: [String: String] {
    var options = formatOptions.recorded
    let own = [
      Setting.formats.declaration.name: formats.map(\.name).joined(separator: ","),
      Setting.tables.declaration.name: Table.allCases.filter(tables.contains).map(\.rawValue).joined(separator: ","),
      Setting.compression.declaration.name: (compression == .none ? CompressionMethod.none : .gzip).rawValue,
      Setting.failFast.declaration.name: String(failsFast),
    ]
    options.merge(own) { $1 }
    if let split { options[split.settingName] = String(split.count) }
    if let level = compression.level { options[Setting.compressionLevel.declaration.name] = "\(level)" }
    return options
  }
}

extension RemainsPolicy {
  package init(settings: SettingValues) throws {
    switch (try settings.value(.resume) ?? false, try settings.value(.discardPartial) ?? false) {
    case (true, true):
      throw SettingError(
        message: "resume and discard-partial are both set: go on from what is there, or delete it", isUsage: true)
    case (true, false): self = .resume
    case (false, true): self = .discard
    case (false, false): self = .refuse
    }
  }
}
