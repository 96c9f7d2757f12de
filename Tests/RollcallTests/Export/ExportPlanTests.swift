import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct ExportPlanTests {
  /// A plan of seven websites and three accounts.
  private static func plan() throws -> ExportPlan {
    func tenants(_ service: String, _ count: Int) -> [ExportPlan.Tenant] {
      (0..<count)
        .map {
          ExportPlan.Tenant(
            service: service, instance: "https://\(service).test", tenantId: "\(service)-\($0)",
            name: $0 == 0 ? "{\"instance\":\n“é”/\u{1}" : nil)
        }
    }
    return try ExportPlan(
      ExportPlan.Content(
        createdAt: ExportBench.snapshotAt, snapshotAt: ExportBench.snapshotAt, options: ["compression-level": "6"],
        services: [
          ExportPlan.Service(service: "crisp", instance: "https://crisp.test", serviceVersion: nil, owner: "plugin-1"),
          ExportPlan.Service(
            service: "chatwoot", instance: "https://chatwoot.test", serviceVersion: "4.1.0", owner: nil),
        ], tenants: tenants("crisp", 7) + tenants("chatwoot", 3)))
  }

  @Test func `a plan reads back as it was written`() throws {
    let folder = try ScratchFolder()
    let plan = try Self.plan()
    try plan.write(to: AnswerFile(path: folder.file("plan.json")))
    #expect(try ExportPlan(path: folder.file("plan.json")) == plan)
    // A tenant a line, for people who look into it.
    let lines = try #require(folder.contents(of: "plan.json")).split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 1 + 2 + 10 + 1)
  }

  @Test func `the shards have the tenants of all services in the order of the plan`() throws {
    let plan = try Self.plan()
    var found: [String: [String]] = [:]
    for index in 1...4 {
      let lists = PlannedShard(index, of: 4, in: plan).lists
      #expect(lists.map(\.service) == ["crisp", "chatwoot"] && lists.allSatisfy { $0.origin == .plan })
      #expect(lists.map(\.owner) == ["plugin-1", nil] && lists.map(\.serviceVersion) == [nil, "4.1.0"])
      for list in lists { found[list.service, default: []] += list.tenants }
    }
    #expect(found["crisp"] == (0..<7).map { "crisp-\($0)" } && found["chatwoot"] == (0..<3).map { "chatwoot-\($0)" })
  }

  @Test func `a plan that was changed, cut off, or is none is refused`() throws {
    let seed = UInt64.random(in: 0...9_999)
    var random = RepeatableRandom(seed: seed)
    let folder = try ScratchFolder()
    let plan = try Self.plan()
    let sound = try plan.encoded()
    for _ in 0..<200 {
      var bytes = sound
      if Bool.random(using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<7, using: &random)
      } else {
        bytes.removeLast(Int.random(in: 2..<bytes.count, using: &random))
      }
      let path = try folder.write(bytes, to: "plan.json")
      do throws(RollcallError) {
        // A blank may have become another one.
        #expect(try ExportPlan(path: path) == plan, "seed \(seed)")
      } catch {
        #expect(error.code == .undecodable, "seed \(seed)")
      }
    }
    let missing = #expect(throws: RollcallError.self) { try ExportPlan(path: folder.file("none")) }
    #expect(missing?.code == .inputOutput)
  }

  @Test func `a plan of another version of rollcall is refused by name`() throws {
    let folder = try ScratchFolder()
    var content = try Self.plan().content
    content.rollcallVersion = "9.9.9"
    try ExportPlan(content).write(to: AnswerFile(path: folder.file("plan.json")))
    let error = #expect(throws: RollcallError.self) { try ExportPlan(path: folder.file("plan.json")) }
    #expect(error?.code == .undecodable && error?.message.contains("9.9.9") == true)
  }

  @Test(arguments: ["0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "+1/3", "01/3", "-1/3", "", "1/1000001"])
  func `a shard that there is not is refused`(text: String) {
    #expect(ShardNumber(text) == nil)
  }

  @Test func `the name of a shard has three digits or more`() {
    #expect(ShardNumber("3/8")?.label == "003-of-008")
    #expect(ShardNumber("64/1000")?.label == "064-of-1000")
  }
}
