import Rollcall
import RollcallCurl

extension Command {
  /// `rollcall plan`.
  static let plan = Command(
    name: "plan",
    synopsis: "[\(ServiceDefinition.all.map(\.name).joined(separator: "] ["))] --output FILE [options]",
    summary: "List the tenants once, for an export in shards.",
    examples: [
      (
        "rollcall plan \(ServiceDefinition.all[0].name) --\(ServiceDefinition.all[0].allTenants.name) --output plan.json",
        "every tenant of a token"
      ),
      ("rollcall export --plan plan.json --shard 3/8 --output 'shards/{shard}'", "one of eight shards, anywhere"),
      ("rollcall merge shards/* --output snapshot", "the shards become one snapshot"),
    ],
    settings: ServiceDefinition.all.flatMap(\.settings) + planSettings,
    words: ServiceDefinition.all.map(\.name),
    exitCodes: [
      ExitMeaning(0, meaning: "the plan is there; tenants that were named one by one are not asked for yet"),
      ExitMeaning(1, meaning: "the list may not be all tenants, so there is no plan"), .undecodable, .unavailable,
      .cannotCreate, ExitMeaning(75, meaning: "stopped by a quota or a rate limit"), .refused,
    ],
    work: .inTasks(
      needs: { _ in .network(connections: 1) },
      run: { invocation, _ in try await plan(invocation) }))

  /// The settings of an export that decide the content of a snapshot, and those of the network.
  private static let planSettings =
    [Setting.planOutput.declaration].under("Output")
    + ExportConfiguration.settings.filter { !unwanted.contains($0.name) }

  /// The settings of an export that a plan has no use for.
  private static let unwanted: Set<String> = [
    Setting.output.declaration.name, Setting.ifExists.declaration.name, Setting.plan.declaration.name,
    Setting.shard.declaration.name, Setting.repair.declaration.name, Setting.resume.declaration.name,
    Setting.discardPartial.declaration.name, Setting.checkpointInterval.declaration.name,
    Setting.workers.declaration.name, Setting.progress.declaration.name, Setting.metricsFile.declaration.name,
  ]

  private static func plan(_ invocation: Invocation) async throws -> Int32 {
    let settings = invocation.settings
    guard let output = try settings.value(.planOutput) else {
      throw UsageError(message: "--output is missing: name the file for the plan")
    }
    let path = try namedPath(output, of: "shards read a plan from a file")
    let services = try chosenServices(invocation)
    let printer = try EventPrinter(settings)
    let isJSON = try settings.value(.json) ?? false
    let file = try AnswerFile(path: path)
    let configuration = try ExportConfiguration(planning: settings)
    if let note = configuration.note(now: .now) { printer.message(note, .warning) }
    do {
      let plan = try await CurlTransport.withTransport(try CurlTransport.Configuration(settings: settings)) {
        let pipeline = try ExportPipeline(
          services: services, settings: settings, transport: $0, configuration: configuration)
        return try await pipeline.makePlan(report: printer.take)
      }
      try plan.write(to: file)
      let summary = PlanSummary(path: path, tenants: plan.tenantCount, sha256: plan.sha256)
      if isJSON { try Console.printJSON(summary.json()) } else { try Console.printWrapped(summary.text) }
      return ExitCode.success
    } catch let doubt as DoubtfulList {
      let message = "the list of tenants may not be all of them, so there is no plan"
      if isJSON { try Console.printJSON(PlanSummary.failure(message, doubt)) }
      printer.message("rollcall: \(message)\n\(doubt)", .error)
      return ExitCode.incomplete
    } catch let error as RollcallError where error.code == .limited {
      // There is nothing to resume, and lists are asked for one request at a time.
      throw error.advising("run again later, or with a larger --request-budget or --max-retry-time")
    }
  }
}

extension Command {
  /// The path that `--output` names for a run that starts now.
  ///
  /// - Parameter reason: why it cannot be standard output.
  static func namedPath(_ output: String, of reason: String) throws -> String {
    guard output != "-" else { throw UsageError(message: "--output is -, but \(reason): name one") }
    return try OutputTemplate(output).path(at: .now)
  }
}

extension Setting where Value == String {
  /// The file of the plan. It is not the setting of exports, which has the same name.
  fileprivate static let planOutput =
    Setting.text(
      "output", "FILE",
      help: "The file to make, which must not exist; {date} and {time} in it are those of the start, in UTC."
    )
    .onlyAsFlag.withLetter("o")
}

/// The output of a plan.
private struct PlanSummary: Encodable {
  let path: String
  let tenants: Int
  let sha256: String

  /// The path, then the content.
  var text: String { "\(path.shown(limit: .max))\nplanned: \(tenants.grouped) \(tenants == 1 ? "tenant" : "tenants")" }

  func json() throws -> String { try JSONResult("plan", self).text() }

  static func failure(_ message: String, _ doubt: DoubtfulList) throws -> String {
    try JSONResult(
      "error", NoContent(),
      failure: .init(code: ExitCode.incomplete, message: "\(message): \(doubt.error.message)", next: doubt.error.advice)
    )
    .text()
  }
}
