import FoundationEssentials

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
