import Rollcall

/// What is told when a run ended, to the log and to the file of metrics.
struct RunEnd: Sendable {
  let reporter: RunReporter
  let metrics: MetricsFile?

  /// Tells of a snapshot.
  func tell(_ manifest: Manifest) {
    if !reporter.state.hasNothingToDo { reporter.log(.written(manifest, to: reporter.output)) }
    end(manifest.complete ? ExitCode.success : ExitCode.incomplete, manifest)
  }

  /// Tells of a run without a snapshot.
  func tell(_ error: any Error) {
    reporter.log(LogRecord(error))
    end(Entry.exitCode(of: error), nil)
  }

  private func end(_ exitCode: Int32, _ manifest: Manifest?) {
    let elapsed = reporter.elapsed
    reporter.log(
      LogRecord(
        .info, "run_finished", [("exit_code", .integer(Int(exitCode))), ("seconds", .decimal(elapsed.seconds))]))
    guard let metrics else { return }
    do {
      try metrics.write(
        RunMetrics(
          state: reporter.state, duration: elapsed, exitCode: exitCode, manifest: manifest, finishedAt: .now,
          lastSuccess: metrics.lastSuccess))
    } catch {
      // The snapshot is there, or the run has failed for another reason: that is what the exit code says.
      reporter.message("rollcall: \(error)", .error)
    }
  }
}

extension LogRecord {
  /// The beginning of a run.
  static func started(services: [String], output: String, isResumed: Bool) -> LogRecord {
    LogRecord(
      .info, "run_started",
      [
        ("format_version", .integer(Manifest.currentFormatVersion)),
        ("rollcall_version", .text(RollcallVersion.current)),
        ("services", .text(services.joined(separator: ","))),
        ("output", .text(output)), ("resumed", .flag(isResumed)),
      ])
  }

  /// The snapshot of a run.
  fileprivate static func written(_ manifest: Manifest, to output: String) -> LogRecord {
    LogRecord(
      .info, "snapshot_written",
      [
        ("output", .text(output)), ("complete", .flag(manifest.complete)),
        ("tenants", .integer(manifest.tenants.count)),
        ("rows", .integer(manifest.tables.reduce(0) { $0 + $1.rows })),
        ("requests", .integer(manifest.statistics.requests)),
      ])
  }
}

/// The failure of a run that its log has told already.
struct ToldFailure: Error {
  let error: any Error
}
