/// One service at the simulator's address.
package protocol SimulatedService: Sendable {
  /// Whether requests with that path belong to this service.
  func owns(path: String) -> Bool

  /// The answer, including faults, and the name of the request's token if it is known.
  func answer(_ request: Request) -> (answer: Answer, token: String?)

  /// Whether its answers say when they were made.
  var sendsDate: Bool { get }

  /// Generates everything that requests would generate otherwise.
  func prepare() throws

  /// The number of lists of people that were generated so far.
  var generatedLists: Int { get }
}
