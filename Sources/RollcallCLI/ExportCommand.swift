import FoundationEssentials
import Glibc
import Rollcall
import RollcallCurl

extension Command {
  /// `rollcall export`.
  static let export = Command(
    name: "export",
    synopsis: "[\(ServiceDefinition.all.map(\.name).joined(separator: "] ["))] --output DIR [options]",
    summary: "Take a snapshot: who has access to what, as CSV or JSON Lines.",
    examples: ServiceDefinition.all.flatMap { service in
      service.examples.map { ("rollcall export \(service.name) \($0.arguments)", $0.meaning) }
    } + [
      (
        "rollcall export --format csv,jsonl --output snapshot",
        "both services, as rollcall.json has them, in both formats"
      ),
      (
        "rollcall export \(ServiceDefinition.all[0].name) --tables operators --output - > operators.csv",
        "one table to standard output, not compressed"
      ),
      (
        "rollcall export --output 'snapshots/{date}' --resume --if-exists skip",
        "every night; a further run of the same day goes on, or has nothing to do"
      ),
      (
        "rollcall export --plan plan.json --shard 3/8 --output 'shards/{shard}' --resume",
        "one shard of a plan into the folder shards, which is there; rollcall merge puts them together"
      ),
      ("rollcall export --repair snapshots/2026-11-25 --output repaired", "only what failed is asked for again"),
    ],
    settings: ServiceDefinition.all.flatMap(\.settings) + ExportConfiguration.settings,
    words: ServiceDefinition.all.map(\.name),
    exitCodes: [
      .complete, .incomplete,
      ExitMeaning(65, meaning: "a service sent impossible data, or the snapshot to repair is damaged"), .unavailable,
      .cannotCreate, .limited, .refused, .interrupted,
    ],
    work: .inTasks(needs: MachineNeeds.export, run: export))

  private static func export(_ invocation: Invocation, in room: MachineRoom) async throws -> Int32 {
    let manifest: Manifest
    if let shard = try plannedShard(invocation) {
      let services = try shard.plan.services()
      guard invocation.words.isEmpty || Set(invocation.words) == Set(services.map(\.name)) else {
        throw SettingError(
          message: """
            the plan is of \(services.map(\.name).joined(separator: " and ")), and its shards have the tenants of all \
            that it is of: name no service
            """,
          isUsage: false)
      }
      manifest = try await runExport(
        services, settings: try shard.plan.settings(invocation.settings, for: services), shard: shard, in: room)
    } else if let repair = try invocation.settings.value(.repair).map({ try SnapshotRepair(path: $0) }) {
      // A repair is about the services of the snapshot, whatever else is configured.
      let services = invocation.words.isEmpty ? try repair.services() : try chosenServices(invocation)
      manifest = try await runExport(
        services, settings: try repair.settings(invocation.settings, for: services), repairing: repair, in: room)
    } else {
      manifest = try await runExport(try chosenServices(invocation), settings: invocation.settings, in: room)
    }
    return manifest.complete ? ExitCode.success : ExitCode.incomplete
  }

  /// The shard that is named; `nil` for a run that lists the tenants itself.
  private static func plannedShard(_ invocation: Invocation) throws -> PlannedShard? {
    guard let path = try invocation.settings.value(.plan) else { return nil }
    let plan = try ExportPlan(path: path)
    guard let number = try invocation.settings.value(.shard) else { return PlannedShard(in: plan) }
    return PlannedShard(number.index, of: number.count, in: plan)
  }

  /// The named services, or else those with a setting of their own.
  static func chosenServices(_ invocation: Invocation) throws -> [ServiceDefinition] {
    if !invocation.words.isEmpty { return ServiceDefinition.all.filter { invocation.words.contains($0.name) } }
    let configured = ServiceDefinition.configured(in: invocation.settings)
    guard !configured.isEmpty else {
      throw SettingError(
        message: """
          no service is configured: name one, as in rollcall export \(ServiceDefinition.all[0].name), and see \
          rollcall export --help for its settings
          """,
        isUsage: false)
    }
    return configured
  }

  /// Suspends until the run must end early, and returns the reason.
  static func interruption(by signals: EndingSignals) async throws -> RollcallError {
    switch try await signals.next() {
    case SIGINT: RollcallError(.interrupted, "interrupted (SIGINT)")
    case SIGQUIT: RollcallError(.terminated, "interrupted (SIGQUIT)")
    case SIGHUP: RollcallError(.terminated, "its terminal went away (SIGHUP)")
    default: RollcallError(.terminated, "asked to end (SIGTERM)")
    }
  }

  /// Runs an export, tells about it, and prints its result.
  static func runExport(
    _ services: [ServiceDefinition], settings: SettingValues, repairing repair: SnapshotRepair? = nil,
    shard: PlannedShard? = nil, in room: MachineRoom
  ) async throws -> Manifest {
    let metrics = try settings.value(.metricsFile).map { try MetricsFile(path: $0) }
    // A configuration that is wrong is a run that failed, for the log and the metrics.
    let configuration = Result { try ExportConfiguration(settings: settings) }
    let output = try (try? configuration.get())?.output.name ?? settings.value(.output) ?? ""
    let reporter = try RunReporter(output: output, settings: settings)
    let end = RunEnd(reporter: reporter, metrics: metrics)
    do {
      var configuration = try configuration.get()
      configuration.repair = repair
      configuration.shard = shard
      configuration.run = RunDescription(settings: settings, of: services)
      configuration.workers = min(configuration.workers, room.connections)
      let manifest = try await exported(services, configuration, settings, reporter)
      end.tell(manifest)
      return manifest
    } catch {
      end.tell(error)
      throw ToldFailure(error: error)
    }
  }

  private static func exported(
    _ services: [ServiceDefinition], _ configuration: ExportConfiguration, _ settings: SettingValues,
    _ reporter: RunReporter
  ) async throws -> Manifest {
    if configuration.output == .standardOutput { try Console.checkOutput() }
    reporter.log(
      .started(
        services: services.map(\.name), output: reporter.output, isResumed: try settings.value(.resume) ?? false))
    if let note = configuration.note(now: .now) { reporter.message(note, .warning) }

    var lastWords = "rollcall: ended in the middle of its work"
    if case .directory(let path) = configuration.output {
      lastWords += "\n  kept:  the content of \(path).partial; \(configuration.wayToResume) continues from there"
    }
    let signals = EndingSignals(lastWords: lastWords)
    let manifest = try await reporter.telling {
      try await CurlTransport.withTransport(try CurlTransport.Configuration(settings: settings)) { transport in
        let pipeline = try ExportPipeline(
          services: services, settings: settings, transport: transport, configuration: configuration)
        return try await pipeline.run(report: reporter.take, until: { try await interruption(by: signals) })
      }
    }
    let summary = ExportSummary(
      manifest: manifest, output: configuration.output, isSkipped: reporter.state.hasNothingToDo)
    for line in summary.problems { reporter.problem(line) }
    for line in summary.omissions { reporter.message(line, .info) }
    let isJSON = try settings.value(.json) ?? false
    switch configuration.output {
    case .directory where isJSON: try Console.printJSON(summary.json())
    case .directory: try Console.printWrapped(summary.text)
    // Standard output belongs to the table.
    case .standardOutput: reporter.message(isJSON ? try summary.json() : summary.text, .info)
    }
    return manifest
  }
}

extension ExportConfiguration.Output {
  /// The folder, or `-`.
  fileprivate var name: String {
    switch self {
    case .directory(let path): path
    case .standardOutput: "-"
    }
  }
}

extension CurlTransport.Configuration {
  /// Reads the settings of the network.
  init(settings: SettingValues) throws {
    self.init()
    stallTimeout = try settings.required(.timeout)
    totalTimeout = try settings.required(.requestTimeout)
    authorityFile = try settings.value(.authorityFile)
    if let authorityFile { try AuthorityFile.check(authorityFile) }
    let certificate = try settings.value(.clientCertificate)
    let key = try settings.value(.clientKey)
    guard let certificate else {
      guard key == nil else {
        throw SettingError(
          message: "client-key is set, and client-certificate is not: a server is shown both", isUsage: false)
      }
      return
    }
    clientCertificate = try ClientCertificate(certificate: certificate, key: key)
  }
}

extension RunDescription {
  /// Describes this process: user, machine and settings, without secrets.
  init(settings: SettingValues, of services: [ServiceDefinition]) {
    let declarations = services.flatMap(\.settings) + ExportConfiguration.settings
    let options = declarations.compactMap { declaration -> (String, String)? in
      guard declaration.secrecy == .open, let texts = settings.texts(of: declaration) else { return nil }
      return (declaration.name, texts.map(Redactor.withoutCredentials).joined(separator: ","))
    }
    let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(geteuid())"
    self.init(
      user: user, host: ProcessInfo.processInfo.hostName, options: Dictionary(uniqueKeysWithValues: options))
  }
}
