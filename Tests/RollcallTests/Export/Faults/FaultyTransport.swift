import Backpressure
import RollcallTestSupport

@testable import Rollcall

/// Answers each request rightly or, with a probability, with a random fault.
///
/// What happens to a request depends on the seed, its path and how often the path was asked for, and not on what else is
/// under way: so a seed gives the same faults again, however tasks are scheduled.
final class FaultyTransport: HTTPTransport {
  private let answers: [String: ScriptedTransport.Response]
  private let seed: UInt64
  private let probability: Double
  private let clock: ExportClock

  private struct State {
    var attempts: [String: Int] = [:]
    var faults: [RandomFault: Int] = [:]
  }

  private let state = Lock(State())

  init(
    _ script: [String: [ScriptedTransport.Response]], seed: UInt64, probability: Double, clock: ExportClock
  ) {
    answers = script.mapValues { $0[0] }
    self.seed = seed
    self.probability = probability
    self.clock = clock
  }

  /// How often each fault struck.
  var faults: [RandomFault: Int] { state.withLock { $0.faults } }

  func withResponse<Result: Sendable>(
    to request: HTTPRequest, _ body: (HTTPResponse) async throws -> Result
  ) async throws -> Result {
    let path = "/\(request.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)[3])"
    guard let right = answers[path] else { fatalError("there is no \(path)") }
    let attempt = state.withLock { state in
      state.attempts[path, default: 0] += 1
      return state.attempts[path]!
    }
    var dice = RepeatableRandom(seed: Self.hash("\(seed) \(path) \(attempt)"))
    var script = right
    if Double.random(in: 0..<1, using: &dice) < probability {
      let fault = RandomFault.allCases.randomElement(using: &dice)!
      if let wrong = fault.response(
        inPlaceOf: right, at: path, attempt: attempt, others: answers, now: clock.calendar(), using: &dice)
      {
        script = wrong
        state.withLock { $0.faults[fault, default: 0] += 1 }
        if fault.isSilence { try await clock.sleep(.seconds(60)) }
      }
    }
    return try await ScriptedTransport([path: [script]]).withResponse(to: request, body)
  }

  /// FNV-1a: the same for the same text in every process.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
