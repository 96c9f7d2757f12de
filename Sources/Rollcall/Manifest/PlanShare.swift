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

  /// The largest number of shards.
  static let shardLimit = 1_000_000

  /// The share of one shard in a plan with that many tenants: the shards are contiguous and nearly equal, and a shard
  /// may be empty.
  ///
  /// - Parameters:
  ///   - sha256: the plan's digest.
  ///   - index: the number of the shard, from 1.
  ///   - shards: the number of shards, at least `index`.
  ///   - tenants: the number of tenants in the plan.
  public init(sha256: String, index: Int = 1, of shards: Int = 1, tenants: Int) {
    precondition(shards >= 1 && 1...shards ~= index, "shards count from 1")
    self.sha256 = sha256
    self.index = index
    self.of = shards
    first = Self.place(index - 1, shards, tenants)
    count = Self.place(index, shards, tenants) - first
  }

  /// The share in a sentence.
  var inWords: String {
    of == 1 ? "all of the plan \(sha256.prefix(12))" : "shard \(index)/\(of) of the plan \(sha256.prefix(12))"
  }

  /// That a snapshot has only a part of the tenants; `nil` if the share is all of the plan.
  ///
  /// - Parameter path: the folder of the snapshot.
  package func partiality(of path: String) -> String? {
    guard of > 1 else { return nil }
    return "\(path.shown(limit: 400)) is shard \(index) of \(of) of a plan: it has only a part of the tenants; "
      + "rollcall merge makes the whole of them."
  }

  /// The tenants in the plan.
  var range: Range<Int> { first..<first + count }

  /// Whether there can be a plan of which it is the share.
  var isPossible: Bool {
    // No product of these is too large.
    let bound = 1 << 40
    guard sha256.utf8.count == 64, sha256.allSatisfy(\.isHexDigit), 1...Self.shardLimit ~= of, 1...of ~= index,
      0...bound ~= first, 0...bound ~= count
    else { return false }
    // The end of a share tells the number of tenants to within shards ÷ index.
    let least = Self.leastTenants(endingAt: first + count, index, of)
    let most = Self.leastTenants(endingAt: first + count + 1, index, of) - 1
    guard index > 1 else { return first == 0 && least <= most }
    return max(least, Self.leastTenants(endingAt: first, index - 1, of))
      <= min(most, Self.leastTenants(endingAt: first + 1, index - 1, of) - 1)
  }

  /// The least number of tenants for which ⌊index × tenants ÷ shards⌋ is at least `place`.
  private static func leastTenants(endingAt place: Int, _ index: Int, _ shards: Int) -> Int {
    (place * shards + index - 1) / index
  }

  /// ⌊index × tenants ÷ shards⌋, without a product that could be too large.
  private static func place(_ index: Int, _ shards: Int, _ tenants: Int) -> Int {
    let (high, low) = index.multipliedFullWidth(by: tenants)
    return shards.dividingFullWidth((high, low)).quotient
  }
}
