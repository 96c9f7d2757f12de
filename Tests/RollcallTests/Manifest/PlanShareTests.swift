import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct PlanShareTests {
  private static let digest = String(repeating: "0a", count: 32)

  @Test(arguments: [0, 1, 2, 7, 8, 9, 64, 1_000, 99_999], [1, 2, 3, 8, 64, 1_000])
  func `shares are contiguous, nearly equal, and every tenant is in one`(tenants: Int, shards: Int) {
    var next = 0
    for index in 1...shards {
      let share = PlanShare(sha256: Self.digest, index: index, of: shards, tenants: tenants)
      #expect(share.first == (index - 1) * tenants / shards && share.first == next)
      #expect(share.count == tenants / shards || share.count == tenants / shards + 1)
      #expect(share.isPossible, "\(share)")
      next += share.count
    }
    #expect(next == tenants)
  }

  @Test func `a share of very many tenants does not overflow`() {
    let share = PlanShare(sha256: Self.digest, index: 1_000_000, of: 1_000_000, tenants: 1 << 60)
    #expect(share.first + share.count == 1 << 60)
  }

  @Test func `a share that no plan has is noticed`() {
    let seed = UInt64.random(in: 0...9_999)
    var random = RepeatableRandom(seed: seed)
    for _ in 0..<300 {
      var share = PlanShare(
        sha256: Self.digest, index: 1, of: Int.random(in: 1...9, using: &random), tenants: 0)
      share.index = Int.random(in: 0...10, using: &random)
      share.first = Int.random(in: -1...30, using: &random)
      share.count = Int.random(in: -1...12, using: &random)
      let isOne =
        1...share.of ~= share.index
        && (0...400)
          .contains { tenants in
            PlanShare(sha256: Self.digest, index: share.index, of: share.of, tenants: tenants) == share
          }
      #expect(share.isPossible == isOne, "seed \(seed): \(share)")
    }
    #expect(!PlanShare(sha256: "x", tenants: 1).isPossible)
    // Products of such numbers would be too large.
    var share = PlanShare(sha256: Self.digest, tenants: 1)
    (share.of, share.count) = (1 << 40, 1 << 40)
    #expect(!share.isPossible)
    (share.of, share.first, share.count) = (1_000_000, .max, .max)
    #expect(!share.isPossible)
  }
}
