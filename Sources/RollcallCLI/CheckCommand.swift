import FoundationEssentials
import Rollcall
import RollcallCurl

extension Command {
  /// `rollcall check`.
  static let check = Command(
    name: "check",
    synopsis: "[\(ServiceDefinition.all.map(\.name).joined(separator: "] ["))] [options]",
    summary: "Say what the tokens are, what they can see, and what an export will cost.",
    examples: [
      ("rollcall check", "every service that is configured"),
      (
        ServiceDefinition.all.last.map { "rollcall check \($0.name) --\($0.allTenants.name)" } ?? "rollcall check",
        "one of them"
      ),
      ("rollcall check --json", "for programs"),
      (
        "rollcall check --strict && rollcall export --output snapshot",
        "only an export that one day's quota is enough for"
      ),
    ],
    settings: ServiceDefinition.all.flatMap(\.settings) + checkSettings,
    words: ServiceDefinition.all.map(\.name),
    exitCodes: [
      ExitMeaning(0, meaning: "an export can begin"), .undecodable, .unavailable,
      ExitMeaning(
        75, meaning: "a quota or a rate limit is used up, or, with --strict, an export needs more than a day's quota"),
      .refused,
    ],
    work: .inTasks(
      needs: { _ in .network(connections: 1) },
      run: { invocation, _ in try await check(invocation) }))

  private static func check(_ invocation: Invocation) async throws -> Int32 {
    let settings = invocation.settings
    let services = try chosenServices(invocation)
    let printer = try EventPrinter(settings)
    let inspections = try await CurlTransport.withTransport(try CurlTransport.Configuration(settings: settings)) {
      let check = try ServiceCheck(services: services, settings: settings, transport: $0)
      return try await check.run(report: printer.take)
    }
    let report = CheckReport(inspections: inspections, isStrict: try settings.value(.strict) ?? false)
    if try settings.value(.json) ?? false {
      try Console.printJSON(report.json())
    } else {
      try Console.printWrapped(report.text)
    }
    return report.failure?.code ?? ExitCode.success
  }

  /// The settings of an export that a check also reads.
  private static let checkSettings = [
    Setting.strict.declaration, Setting.allowEmpty.declaration, Setting.maximumRetryTime.declaration,
    Setting.timeout.declaration,
    Setting.requestTimeout.declaration, Setting.authorityFile.declaration, Setting.clientCertificate.declaration,
    Setting.clientKey.declaration, Setting.allowPlainHTTP.declaration,
    Setting.logFormat.declaration, Setting.quiet.declaration, Setting.json.declaration,
  ]
}

extension Setting where Value == Bool {
  /// Whether an export that takes more than a day's quota is a fault.
  fileprivate static let strict = Setting.toggle(
    "strict", help: "End with 75 if an export needs more requests than the service allows in a day.")
}

/// The output of a check.
struct CheckReport: Encodable {
  private let services: [Inspection]
  /// Why the check does not end with 0; `nil` if it does.
  let failure: JSONResult<CheckReport>.Failure?

  private enum CodingKeys: CodingKey { case services }

  /// - Parameter isStrict: whether an export that takes more than a day's quota is a fault.
  init(inspections: [Inspection], isStrict: Bool) {
    services = inspections.map(\.shown)
    if let problem = services.lazy.compactMap(\.firstProblem).first {
      var lines = problem.message.split(separator: "\n").map { $0.drop { $0 == " " } }
      let next = lines.firstIndex { $0.hasPrefix("next:") }.map { lines.remove(at: $0).dropFirst("next:".count) }
      failure = .init(
        code: problem.code.exitCode, message: lines.joined(separator: "; "),
        next: next.map { String($0.drop { $0 == " " }) }, reason: problem.reason)
    } else if isStrict, inspections.contains(where: \.exceedsQuota) {
      failure = .init(
        code: RollcallError.Code.limited.exitCode,
        message: "an export needs more requests than the service allows in a day",
        next: "spread it over several days with --request-budget and --resume")
    } else {
      failure = nil
    }
  }

  var text: String { services.map(Self.text).joined(separator: "\n\n") }

  private static func text(_ inspection: Inspection) -> String {
    let version = inspection.serviceVersion.map { ", version \($0)" } ?? ""
    var lines = ["\(inspection.service) at \(inspection.baseUrl)\(version)"]
    if let token = inspection.token { lines.append("  token: \(token)") }
    if let problem = inspection.problem { lines += marked("NOT usable: ", problem.message, indent: "  ") }
    lines += inspection.cannotSee.map { "  does not see \($0)" }
    for tenant in inspection.tenants {
      lines.append("  \(tenant.tenantId)\(tenant.name.map { " “\($0)”" } ?? "")")
      if let problem = tenant.problem { lines += marked("NOT exportable: ", problem.message, indent: "    ") }
      lines += tenant.sees.map { "    sees \($0)" }
      lines += tenant.cannotSee.map { "    does not see \($0)" }
    }
    if inspection.untriedTenants > 0 { lines.append("  and \(inspection.untriedTenants.grouped) more, not tried") }
    lines += inspection.cost.map { "  \($0)" }
    return lines.joined(separator: "\n")
  }

  /// A text of several lines after a mark, indented.
  private static func marked(_ mark: String, _ text: String, indent: String) -> [String] {
    let lines = text.split(separator: "\n")
    return lines.enumerated().map { indent + ($0 == 0 ? mark : "") + $1 }
  }

  func json() throws -> String { try JSONResult("check", self, failure: failure).text() }
}

extension Inspection {
  /// The same inspection, with the service's own texts harmless and on one line each.
  fileprivate var shown: Inspection {
    var shown = self
    shown.serviceVersion = serviceVersion?.shown()
    shown.token = token?.shown(limit: 2000)
    shown.problem = problem?.shown
    shown.cannotSee = cannotSee.map { $0.shown(limit: 2000) }
    shown.tenants = tenants.map { tenant in
      var shown = tenant
      shown.tenantId = tenant.tenantId.shown()
      shown.name = tenant.name?.shown()
      shown.sees = tenant.sees.map { $0.shown(limit: 2000) }
      shown.cannotSee = tenant.cannotSee.map { $0.shown(limit: 2000) }
      shown.problem = tenant.problem?.shown
      return shown
    }
    return shown
  }
}

extension Inspection.Problem {
  fileprivate var shown: Inspection.Problem {
    var shown = self
    shown.reason = reason?.shown()
    // Each part of the message has one line.
    shown.message = message.split(separator: "\n").map { $0.shown(limit: 2000) }.joined(separator: "\n")
    return shown
  }
}
