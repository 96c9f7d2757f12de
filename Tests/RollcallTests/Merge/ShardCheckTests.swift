import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct ShardCheckTests {
  private static let digest = String(repeating: "0a", count: 32)

  /// Shards of a plan with ten tenants, as far as a check looks at them.
  private static func shards(_ count: Int = 4) async throws -> [(path: String, manifest: Manifest)] {
    let manifest = try await StoredSnapshot.export(.crisp(websites: 1, seed: 5), [.csv], .gzip(level: 6)).manifest
    return (1...count)
      .map { index in
        var shard = manifest
        shard.plan = PlanShare(sha256: digest, index: index, of: count, tenants: 10)
        shard.tenants[0].tenantId = "website-\(index)"
        return ("s\(index)", shard)
      }
  }

  private static func faults(_ change: (inout [(path: String, manifest: Manifest)]) -> Void) async throws -> [String] {
    var shards = try await shards()
    change(&shards)
    return ShardCheck(shards: shards).faults
  }

  @Test(arguments: [1, 2, 4, 10, 25])
  func `the shards of one plan are whole in any order`(count: Int) async throws {
    #expect(ShardCheck(shards: try await Self.shards(count).shuffled()).faults == [])
  }

  @Test func `all that is wrong is named at once`() async throws {
    let faults = try await Self.faults { shards in
      shards[3].path = "again"
      shards[3].manifest.plan = shards[0].manifest.plan
      shards[2].manifest.snapshotAt = ExportBench.snapshotAt
      shards[2].manifest.snapshotAt = Timestamp(rfc3339: "2026-01-01T00:00:00Z")!
    }
    #expect(faults.contains { $0.hasPrefix("s3 does not fit s1: its snapshot_at is 2026-01-01T00:00:00.000Z") })
    #expect(faults.contains("shard 1/4 is there 2 times: s1, again"))
    #expect(faults.contains("shard 4/4 is missing"))
    #expect(faults.count == 3, "\(faults)")
  }

  @Test func `a shard that does not fit is named with the reason`() async throws {
    let cases: [(String, (inout Manifest) -> Void)] = [
      (
        "it is of the plan 0b0b0b0b0b0b, and not of 0a0a0a0a0a0a",
        { $0.plan?.sha256 = String(repeating: "0b", count: 32) }
      ),
      ("it is one of 5 shards, and not of 4", { $0.plan?.of = 5 }),
      ("it was made by rollcall 9.9, and not by ", { $0.rollcallVersion = "9.9" }),
      ("its files have another encoding", { $0.encoding.csvLineEnding = .crlf }),
      ("its files have another encoding", { $0.encoding.compressor?.level = 5 }),
      ("its files have another encoding", { $0.encoding.split = .rows(7) }),
      ("it has other tables or formats", { $0.tables.removeLast() }),
      ("it does not tell its settings", { $0.identity = nil }),
      ("allow-empty was false and is true", { $0.identity?.settings["allow-empty"] = "true" }),
      ("it is of other services", { $0.sources = [] }),
    ]
    for (words, change) in cases {
      let faults = try await Self.faults { change(&$0[1].manifest) }
      #expect(faults.first?.hasPrefix("s2 does not fit s1: \(words)") == true, "\(words): \(faults)")
    }
    let none = try await Self.faults { $0[1].manifest.plan = nil }
    #expect(none.contains("s2 is no shard of a plan") && none.contains("shard 2/4 is missing"), "\(none)")
  }

  @Test func `shards that overlap or leave a gap are refused`() async throws {
    let moved = try await Self.faults { $0[1].manifest.plan?.first += 1 }
    #expect(moved.count == 1 && moved[0].hasPrefix("s2 "), "\(moved)")
    let longer = try await Self.faults { $0[0].manifest.plan?.count += 1 }
    #expect(longer.count == 1 && longer[0].hasPrefix("s1 "), "\(longer)")
  }

  @Test func `a share that no plan has neither counts nor ends the process`() async throws {
    let changes: [(inout PlanShare) -> Void] = [
      { $0.index = .max }, { $0.index = .min }, { $0.index = 0 }, { $0.index = 5 }, { $0.of = 0 }, { $0.of = .max },
      { $0.first = -3 }, { $0.first = .max }, { $0.count = -1 }, { $0.count = .max },
      { ($0.index, $0.of, $0.first, $0.count) = (1, 1 << 40, 0, 1 << 40) },
    ]
    for (number, change) in changes.enumerated() {
      let faults = try await Self.faults { shards in
        var share = shards[1].manifest.plan!
        change(&share)
        shards[1].manifest.plan = share
      }
      #expect(faults.contains("shard 2/4 is missing"), "\(number): \(faults)")
    }
  }

  @Test func `shards are compared with one of the plan that most of them are of`() async throws {
    let faults = try await Self.faults { $0[0].manifest.plan?.sha256 = String(repeating: "0b", count: 32) }
    #expect(faults.first?.hasPrefix("s1 does not fit s2: it is of the plan 0b0b0b0b0b0b, and not") == true, "\(faults)")
    #expect(faults.count == 2 && faults[1] == "shard 1/4 is missing", "\(faults)")
  }

  @Test func `a tenant that is in two shards is refused by name`() async throws {
    let faults = try await Self.faults { $0[2].manifest.tenants[0].tenantId = "website-1" }
    #expect(faults.count == 1 && faults[0].hasSuffix("crisp website-1) is in s1 and in s3"), "\(faults)")
  }

  @Test func `shards of another version of the compressor are refused`() async throws {
    let faults = try await Self.faults { shards in
      for index in shards.indices { shards[index].manifest.encoding.compressor?.version = "0.9" }
    }
    #expect(faults.count == 1 && faults[0].contains("zlib 0.9") && faults[0].contains("other bytes"), "\(faults)")
  }

  @Test func `a long row of shards that are missing is named by its ends`() async throws {
    let all = try await Self.shards(60)
    let faults = ShardCheck(shards: [all[0], all[3], all[59]]).faults
    #expect(faults == ["shard 2/60 is missing", "shard 3/60 is missing", "shards 5/60 to 59/60 are missing"])
  }

  @Test func `without shards there is nothing to merge`() {
    #expect(ShardCheck(shards: []).faults == ["there is no shard"])
  }
}
