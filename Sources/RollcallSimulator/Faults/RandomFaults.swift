/// Faults that happen to a share of all requests, decided by a seed.
package struct RandomFaults: Sendable {
  /// The share of affected requests, in millionths.
  package let millionths: Int
  private let seed: UInt64
  private let faults: [Fault]

  /// - Parameter failures: the service's own; broken connections and the error of a proxy happen to every service.
  package init(millionths: Int, seed: UInt64, _ failures: [Fault]) {
    self.millionths = millionths
    self.seed = seed
    faults = failures + [.html(503), .closeBeforeResponse, .resetBeforeResponse]
  }

  /// - Parameter number: how often the same request has come, counted from 1.
  func fault(of request: String, number: Int) -> Fault? {
    var generator = SeededGenerator(seed: seed, purpose: "fault \(number) of \(request)")
    return generator.below(1_000_000) < millionths ? faults[generator.below(faults.count)] : nil
  }
}
