/// A shard of a plan: the tenants that one run exports. All of a plan is its only shard.
public struct PlannedShard: Sendable {
  /// The plan.
  public let plan: ExportPlan
  /// The place of the shard in the plan.
  let share: PlanShare

  /// Takes one of `count` shards of a plan.
  ///
  /// - Parameters:
  ///   - index: the number of the shard, from 1.
  ///   - count: the number of shards, at least `index`.
  ///   - plan: the plan.
  public init(_ index: Int = 1, of count: Int = 1, in plan: ExportPlan) {
    self.plan = plan
    share = PlanShare(sha256: plan.sha256, index: index, of: count, tenants: plan.tenantCount)
  }

  /// The shard in the name of a folder.
  var label: String { ShardNumber(share.index, of: share.of).label }

  /// The lists of tenants, service by service.
  var lists: [TenantList] { plan.lists(of: share) }

  /// Checks that a run of these settings makes a shard of the plan.
  ///
  /// - Parameter snapshotAt: the time that is wanted in the rows; `nil` for that of the plan.
  /// - Throws: `RollcallError` with the first difference.
  func check(_ run: ExportIdentity, snapshotAt: Timestamp?) throws(RollcallError) {
    var planned = run
    planned.services = plan.content.services.map(\.service)
    planned.settings = plan.content.options
    guard
      let difference = ExportIdentity.difference(from: plan.content.snapshotAt, wanted: snapshotAt)
        ?? planned.difference(from: run)
    else { return }
    throw RollcallError(
      .configuration, "this run would not make a shard of the plan: \(difference)",
      cause: "the plan has the options that decide the content, so that all shards make one snapshot",
      advice: """
        leave out the settings that say what to export and how, in the environment and in files too, or give the plan's \
        values; only a base URL is never taken from a plan
        """)
  }
}

/// The number of a shard, and of all shards.
package struct ShardNumber: Sendable, Equatable {
  package let index: Int
  package let count: Int

  init(_ index: Int, of count: Int) { (self.index, self.count) = (index, count) }

  /// Reads a text such as `3/8`.
  package init?(_ text: String) {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, let index = Int(halves[0]), let count = Int(halves[1]), 1...PlanShare.shardLimit ~= count,
      1...count ~= index, text == "\(index)/\(count)"
    else { return nil }
    self.index = index
    self.count = count
  }

  /// The shard in the name of a folder: `003-of-008`.
  package var label: String {
    func padded(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
    return "\(padded(index))-of-\(padded(count))"
  }
}

extension Setting where Value == ShardNumber {
  /// The shard to export.
  package static let shard = Setting(
    "shard", "I/N", help: "Export shard I of N of the plan: from 1, contiguous, nearly equal; one may be empty.",
    expected:
      """
      a shard from 1 and the number of shards, at most \(PlanShare.shardLimit.grouped), as in 3/8 (with an index that \
      counts from 0, $((INDEX + 1))/N),
      """
  ) { ShardNumber($0) }
  .onlyAsFlag
}

extension Setting where Value == String {
  /// The plan to export.
  package static let plan =
    Setting.text(
      "plan", "FILE", help: "Export the tenants of a plan (see rollcall plan), with its options, and list none."
    )
    .onlyAsFlag
}
