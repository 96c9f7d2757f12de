import Rollcall

/// The figures of a run in the text format of Prometheus:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
///
/// Nothing in them is secret or personal, so that another program may read the file.
struct RunMetrics: Sendable {
  /// What is known of the run.
  let state: RunState
  let duration: Duration
  let exitCode: Int32
  /// The manifest; `nil` if there is no snapshot.
  let manifest: Manifest?
  let finishedAt: Timestamp
  /// When a run succeeded before, in seconds; `nil` if that is not known.
  let lastSuccess: Double?

  private struct Metric {
    let name, type, help: String
    /// Labels and values.
    var samples: [(labels: [(String, String)], value: Double)] = []
  }

  /// The name of the metric that outlives runs that fail.
  static let lastSuccessName = "rollcall_last_success_timestamp_seconds"

  /// All lines.
  var text: String {
    metrics.filter { !$0.samples.isEmpty }
      .map { metric in
        let samples = metric.samples.map { labels, value in
          let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
          return "\(metric.name)\(list.isEmpty ? "" : "{\(list)}") \(Self.number(value))\n"
        }
        return "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.type)\n" + samples.joined()
      }
      .joined()
  }

  private var metrics: [Metric] {
    var metrics: [Metric] = []
    func add(_ name: String, _ help: String, type: String = "gauge", _ samples: [([(String, String)], Double)]) {
      metrics.append(
        Metric(name: name, type: type, help: help, samples: samples.map { (labels: $0.0, value: $0.1) }))
    }
    let isSuccess = exitCode == 0
    let success = isSuccess ? Double(finishedAt.milliseconds) / 1000 : lastSuccess
    add(Self.lastSuccessName, "When a run last ended with a complete snapshot.", success.map { [([], $0)] } ?? [])
    add("rollcall_complete", "Whether the last run made a complete snapshot.", [([], isSuccess ? 1 : 0)])
    add("rollcall_exit_code", "How the last run ended.", [([], Double(exitCode))])
    add("rollcall_duration_seconds", "How long the last run took.", [([], duration.seconds)])
    add(
      "rollcall_paused_seconds", "How long limits kept the last run from sending requests.",
      [([], manifest?.statistics.pausedSeconds ?? state.paused.seconds)])
    add("rollcall_tenants", "The tenants of the last snapshot.", tenants)
    add(
      "rollcall_rows", "The rows of the last snapshot.",
      (manifest?.tables ?? []).map { ([("table", $0.name.rawValue)], Double($0.rows)) })
    add(
      "rollcall_requests_total", "The requests of the last run.", type: "counter",
      state.services.flatMap { service in
        service.state.requests.sorted { ($0.key.endpoint, $0.key.outcome) < ($1.key.endpoint, $1.key.outcome) }
          .map { request, count in
            let labels = [
              ("service", service.name), ("endpoint", request.endpoint), ("outcome", request.outcome),
            ]
            return (labels, Double(count))
          }
      })
    return metrics
  }

  /// Every status of every service, since a series that comes and goes cannot be alerted on.
  private var tenants: [([(String, String)], Double)] {
    guard let manifest else { return [] }
    let services = ServiceDefinition.all.map(\.name).filter { name in manifest.sources.contains { $0.service == name } }
    return services.flatMap { service in
      TenantReport.Status.allCases.map { status in
        let count = manifest.tenants.count { $0.service == service && $0.status == status }
        return ([("service", service), ("status", status.rawValue)], Double(count))
      }
    }
  }

  private static func escaped(_ text: String) -> String {
    text.printable
      .map { character in
        switch character {
        case "\\": "\\\\"
        case "\"": "\\\""
        case "\n": "\\n"
        default: String(character)
        }
      }
      .joined()
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value.thousandths)"
  }
}

extension RunMetrics {
  /// The figures of a run that could not begin.
  init(failedWith exitCode: Int32, lastSuccess: Double?) {
    self.init(
      state: RunState(), duration: .zero, exitCode: exitCode, manifest: nil, finishedAt: .now,
      lastSuccess: lastSuccess)
  }
}
