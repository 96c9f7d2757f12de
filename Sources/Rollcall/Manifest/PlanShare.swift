/// The share of a plan that a snapshot has: all of it, or one of its shards.
public struct PlanShare: Sendable, Codable, Equatable {
  /// The plan's digest.
  public var sha256: String
  /// The number of the shard, from 1.
  public var index: Int
  /// The number of shards.
  public var of: Int
  /// The place of its first tenant in the plan, from 0.
  public var first: Int
  /// The number of its tenants.
  public var count: Int

  /// The share of one shard in a plan with that many tenants: the shards are contiguous and nearly equal, and a shard
  /// may be empty.
  ///
  /// - Parameters:
  ///   - index: the number of the shard, from 1.
  ///   - of: the number of shards, at least `index`.
  ///   - tenants: the number of tenants in the plan.
  public init(sha256: String, index: Int = 1, of shards: Int = 1, tenants: Int) {
    precondition(shards >= 1 && 1...shards ~= index, "shards count from 1")
    self.sha256 = sha256
    self.index = index
    self.of = shards
    first = Self.place(index - 1, shards, tenants)
    count = Self.place(index, shards, tenants) - first
  }

  /// The tenants in the plan.
  var range: Range<Int> { first..<first + count }

  /// ⌊index × tenants ÷ shards⌋, without a product that could be too large.
  private static func place(_ index: Int, _ shards: Int, _ tenants: Int) -> Int {
    let (high, low) = index.multipliedFullWidth(by: tenants)
    return shards.dividingFullWidth((high, low)).quotient
  }
}
