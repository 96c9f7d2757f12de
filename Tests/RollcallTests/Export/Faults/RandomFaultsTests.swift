import Foundation
import Testing

@testable import Rollcall

/// Every request fails with probability 0.3, and what comes out is right or says that it is not.
@Suite(.timeLimit(.minutes(60))) struct `Exports in a network with random faults` {
  static let fixtures = ServiceFixture.small + [.crispPlugin]

  private static let environment = ProcessInfo.processInfo.environment
  private static func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }

  /// How many exports, over all fixtures; a campaign sets more.
  private static let seeds =
    number("ROLLCALL_TEST_FAULT_SEEDS") ?? (environment["ROLLCALL_TEST_SANITIZER"] == nil ? 1002 : 90)
  private static let firstSeed = number("ROLLCALL_TEST_SEED") ?? .random(in: 0...1_000_000_000)

  @Test(arguments: fixtures.indices)
  func `an export with random faults gives the same bytes, or says what is missing`(index: Int) async throws {
    let fixture = Self.fixtures[index]
    let calm = try await DisturbedExport(fixture: fixture, seed: 0, probability: 0).run()
    try #require(calm.manifest?.complete == true && calm.files.count == 4 && calm.faults.isEmpty)
    var (same, incomplete, failed, resumed) = (0, 0, 0, 0)
    var faults: [RandomFault: Int] = [:]
    let count = (Self.seeds + Self.fixtures.count - 1) / Self.fixtures.count
    for seed in Self.firstSeed..<Self.firstSeed + count {
      let again = "ROLLCALL_TEST_SEED=\(seed) ROLLCALL_TEST_FAULT_SEEDS=1 Tests/run --filter RandomFaultsTests"
      let outcome: DisturbedExport.Outcome
      do {
        outcome = try await DisturbedExport(fixture: fixture, seed: UInt64(seed)).run()
      } catch {
        Issue.record("\(fixture.testDescription) \(index): \(error) is no RollcallError; again by \(again)")
        continue
      }
      if let difference = outcome.silentDifference(from: calm) {
        Issue.record("\(fixture.testDescription) \(index): \(difference); again by \(again)")
      }
      switch outcome.manifest?.complete {
      case true?: same += 1
      case false?: incomplete += 1
      case nil: failed += 1
      }
      if outcome.isResumed { resumed += 1 }
      faults.merge(outcome.faults) { $0 + $1 }
    }
    let struck = faults.values.reduce(0, +)
    print(
      "\(fixture.testDescription) \(index): seeds \(Self.firstSeed)+\(count), \(same) the same, \(incomplete) not complete,",
      "\(failed) failed, \(resumed) after a resume, \(struck) faults of \(faults.count) kinds")
    guard count >= 100 else { return }
    // If none came through, nothing was compared; if none failed, nothing was disturbed.
    #expect(same > count / 10 && incomplete > 0 && failed + resumed > 0)
    #expect(Set(RandomFault.allCases).subtracting(faults.keys).isSubset(of: [.pageBefore]))
    #expect(faults[.pageBefore] != nil || index < 2)
  }
}
