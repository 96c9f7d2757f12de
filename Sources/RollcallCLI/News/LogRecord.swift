import Rollcall

/// A line of the log: one JSON object with flat fields.
struct LogRecord: Sendable {
  let level: LogLevel
  let event: String
  /// The further fields, in order.
  let fields: [(String, JSONScalar)]

  init(_ level: LogLevel, _ event: String, _ fields: [(String, JSONScalar?)] = []) {
    self.level = level
    self.event = event
    self.fields = fields.compactMap { name, value in value.map { (name, $0) } }
  }

  /// The object on one line.
  func line(at moment: Timestamp) -> String {
    let head: [(String, JSONScalar)] = [
      ("ts", .text(moment.description)), ("level", .text(level.rawValue)), ("event", .text(event)),
    ]
    return JSONScalar.object(head + fields)
  }
}

extension LogRecord {
  /// The record of something that a person should know.
  init(note: String, _ level: LogLevel = .info) { self.init(level, "note", [("message", .text(note))]) }

  /// The record of the failure that ends a command.
  init(_ error: any Error) {
    let details = error as? RollcallError
    self.init(
      .error, "error",
      [
        ("code", .integer(Int(Entry.exitCode(of: error)))), ("reason", details?.reason.map { .text($0) }),
        ("service", (details?.tenant?.service).map { .text($0) }),
        ("tenant_id", (details?.tenant?.id).map { .text($0) }), ("request", details?.request.map { .text($0) }),
        ("message", .text(details?.message ?? Entry.message(of: error))), ("why", details?.cause.map { .text($0) }),
        ("next", details?.advice.map { .text($0) }), ("kept", details?.remains.map { .text($0) }),
      ])
  }
}

extension SnapshotEvent {
  /// The event in the log; `nil` for those that are not in it one by one.
  var record: LogRecord? {
    switch self {
    case .planned(let service, let tenants):
      LogRecord(level, "plan", [("service", .text(service)), ("tenants", .integer(tenants))])
    case .paused(let pause): LogRecord(level, "paused", pause.fields)
    case .repeated(let pause): LogRecord(level, "retry", pause.fields)
    case .lost(let tenant):
      LogRecord(
        level, tenant.status == .failed ? "tenant_failed" : "tenant_incomplete",
        [
          ("service", .text(tenant.service)), ("instance", .text(tenant.instance)),
          ("tenant_id", .text(tenant.tenantId)), ("code", tenant.error.map { .text($0.code.rawValue) }),
          ("reason", (tenant.error?.reason).map { .text($0) }),
          (
            "message",
            .text(tenant.error?.message ?? tenant.missing.map { "\($0.part): \($0.reason)" }.joined(separator: "; "))
          ),
        ])
    case .saved(let tenants): LogRecord(level, "checkpoint", [("tenants_done", .integer(tenants))])
    case .existing, .note: LogRecord(level, "note", [("message", .text(sentence ?? ""))])
    case .progress, .requested: nil
    }
  }
}

extension SnapshotEvent {
  /// How important it is to tell of it.
  var level: LogLevel {
    switch self {
    case .paused(let pause), .repeated(let pause): pause.isBrief ? .debug : .warning
    case .lost: .warning
    case .saved: .debug
    case .planned, .progress, .requested, .existing, .note: .info
    }
  }
}

extension RunPause {
  fileprivate var fields: [(String, JSONScalar?)] {
    [
      ("service", .text(service)), ("endpoint", .text(endpoint)), ("cause", .text(cause)),
      ("message", .text(message)), ("seconds", .decimal(duration.seconds)), ("until", .text(until.description)),
    ]
  }
}

extension RunState {
  /// The figures of the run so far.
  func record(at now: Duration) -> LogRecord {
    LogRecord(
      .info, "progress",
      [
        ("seconds", .decimal(now.seconds)), ("tenants_done", .integer(progress?.tenants ?? 0)),
        ("tenants", tenants.map { .integer($0) }), ("tenants_failed", .integer(failed)),
        ("tenants_incomplete", .integer(incomplete)), ("requests", .integer(requests)),
        ("requests_sent_again", .integer(repeated)),
        ("requests_per_second", .decimal(requestsPerSecond(at: now))), ("rows", .integer(progress?.rows ?? 0)),
        ("seconds_left", timeLeft(at: now).map { .decimal($0.seconds) }),
      ])
  }
}
