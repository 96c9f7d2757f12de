import FoundationEssentials
import Rollcall

extension Command {
  /// `rollcall verify`.
  static let verify = Command(
    name: "verify",
    synopsis: "DIR [options]",
    summary: "Verify a snapshot: files, sizes, digests, rows, and references between tables.",
    examples: [
      ("rollcall verify snapshot", "0 if all is as its manifest says, 65 and the first differences if not"),
      ("rollcall verify snapshot --json", "for programs"),
    ],
    settings: [Setting.quiet.declaration, Setting.json.declaration].under("Messages"),
    operands: ["DIR"],
    exitCodes: [
      ExitMeaning(0, meaning: "the snapshot is what its manifest says"),
      ExitMeaning(65, meaning: "the snapshot is damaged: something is not what its manifest says"),
    ],
    work: .alone(verify))

  private static func verify(_ invocation: Invocation) throws -> Int32 {
    let settings = invocation.settings
    let report = try SnapshotVerification(path: invocation.operands[0]).run()
    let summary = VerificationSummary(report)
    if report.isSound, report.manifest?.complete == false, try settings.value(.quiet) != true {
      Console.error("the snapshot is what its manifest says; that says that the snapshot is not complete")
    }
    if try settings.value(.json) ?? false {
      try Console.printJSON(summary.json())
    } else {
      try Console.printWrapped(summary.text)
    }
    return report.isSound ? ExitCode.success : RollcallError.Code.undecodable.exitCode
  }
}

/// The output of a verification.
struct VerificationSummary: Encodable {
  let path: String
  let sound: Bool
  /// The manifest's own statement.
  let complete: Bool?
  let snapshotAt: Timestamp?
  /// The share of a plan, if the run had one.
  let plan: PlanShare?
  let rows: [String: Int]
  let files: Int
  let bytes: Int
  let differenceCount: Int
  /// The first differences.
  let differences: [SnapshotDifference]

  init(_ report: VerificationReport) {
    path = report.path
    sound = report.isSound
    complete = report.manifest?.complete
    snapshotAt = report.manifest?.snapshotAt
    plan = report.manifest?.plan
    let tables = report.manifest?.tables ?? []
    rows = Dictionary(tables.map { ($0.name.rawValue, $0.rows) }) { first, _ in first }
    let reports = tables.flatMap(\.files)
    files = reports.count
    bytes = reports.reduce(0) { $0 &+ $1.bytes }
    differenceCount = report.differenceCount
    differences = report.differences
  }

  /// The path, then the verdict, then the differences.
  var text: String {
    guard sound else {
      let count = differenceCount.counted("difference")
      let more = differenceCount - differences.count
      return
        (["\(path.shown(limit: .max))", "NOT what it should be: \(count)"] + differences.map { "  \($0)" }
        + (more > 0 ? ["  and \(more.grouped) more"] : []))
        .joined(separator: "\n")
    }
    let counts = Table.allCases.compactMap { table in
      rows[table.rawValue].map { "\($0.grouped) \($0 == 1 ? String(table.rawValue.dropLast()) : table.rawValue)" }
    }
    let size = "\(files.grouped) \(files == 1 ? "file" : "files") of \(bytes.grouped) bytes"
    return "\(path.shown(limit: .max))\nverified: \(size), \(counts.joined(separator: ", "))"
      + (complete == false ? "; NOT complete, as its manifest says" : "")
      + (plan?.partiality(of: path).map { "\n\($0)" } ?? "")
  }

  func json() throws -> String {
    guard !sound else { return try JSONResult("verify", self).text() }
    let message = "the snapshot is not what its manifest says: \(differenceCount.counted("difference"))"
    return try JSONResult(
      "verify", self,
      failure: .init(
        code: RollcallError.Code.undecodable.exitCode, message: message,
        next: "take the snapshot from a copy, or make it anew")
    )
    .text()
  }
}
