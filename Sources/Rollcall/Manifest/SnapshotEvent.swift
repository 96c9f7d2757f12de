/// News of an export, as it happens: for a screen, a log or a metric. It holds no secret and no personal data.
public enum SnapshotEvent: Sendable {
  /// The number of a service's tenants is known.
  case planned(service: String, tenants: Int)
  /// Rows came in, or a tenant ended.
  case progress(ExportProgress)
  /// A request ended.
  case requested(RequestEvent)
  /// The run waits for a service: no request is sent until then.
  case paused(RunPause)
  /// A request will be sent again.
  case repeated(RunPause)
  /// A tenant failed, or lacks a part.
  case lost(TenantReport)
  /// The run can be resumed from here.
  case saved(tenants: Int)
  /// What the run should make is there already, so it has nothing to do.
  case existing(path: String)
  /// Something else that a person should know, as a sentence.
  case note(String)
}

/// A request that ended.
public struct RequestEvent: Sendable, Equatable {
  /// The service that was asked.
  public let service: String
  /// The method and the path pattern, as in `GET /v1/website/{website_id}`.
  public let endpoint: String
  /// `ok`, or why there was no answer that could be used: a status such as `429`, or a word such as `refused`.
  public let outcome: String
}

/// A wait for a service.
public struct RunPause: Sendable, Equatable {
  /// The service.
  public let service: String
  /// The method and the path pattern of the request that met it.
  public let endpoint: String
  /// The cause: a status such as `429`, or a failure of the network such as `timed_out`.
  public let cause: String
  /// The cause as a sentence.
  public let message: String
  /// How long it is.
  public let duration: Duration
  /// When it ends.
  public let until: Timestamp
}

extension RunPause {
  /// Whether it is too short for a person to notice.
  public var isBrief: Bool { duration < .seconds(1) }
}

extension SnapshotEvent {
  /// The event for a person; `nil` if it needs no line of its own. Brief waits have one for those who want to know all.
  public var sentence: String? {
    switch self {
    case .paused(let pause), .repeated(let pause):
      let wait = pause.isBrief ? "soon" : "in \(Int(pause.duration.seconds)) s"
      return "\(pause.service): \(pause.message); trying again \(wait)"
    case .existing(let path): return "\(path) is the complete result of these settings already: nothing to do"
    case .note(let text): return text
    case .planned, .progress, .requested, .lost, .saved: return nil
    }
  }
}
