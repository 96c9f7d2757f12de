/// One service behind the simulator's address.
protocol SimulatedService: Sendable {
  /// Whether requests with that path are for this service.
  func owns(path: String) -> Bool

  /// The answer, faults included, and the name of the token that asked, if it is a known one.
  func answer(_ request: Request) -> (answer: Answer, token: String?)

  /// Generates everything that requests would otherwise generate.
  func prepare() throws

  /// How many lists of people were generated so far.
  var generatedLists: Int { get }
}
