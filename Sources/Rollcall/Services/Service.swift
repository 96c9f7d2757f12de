/// A service that operators work in, and how to ask it who they are.
///
/// A new service is one folder with the same files as its neighbours, and one line in `ServiceDefinition.all`.
package protocol Service: Sendable {
  /// The name on the command line and in the `service` column.
  static var name: String { get }
  /// The names that stand in the service's responses, which an error may show. One that is left out is shown as `…`.
  static var documentedNames: Set<String> { get }
  /// The origin of the base URL, lower case and without a default port.
  var instance: String { get }
  /// Every form in which the service's secrets are sent, for masking.
  var secrets: [Secret] { get }

  /// The service's own settings that decide what is in a snapshot, by name, each value written in one way. A run that
  /// goes on where another one stopped has the same. No secret is among them.
  var contentSettings: [String: String] { get }

  /// Finds out which tenants there are, and what else their requests depend on.
  ///
  /// - Parameter list: the tenants of an interrupted run, which stay these and no others; `nil` for a new run.
  /// - Throws: `RollcallError` for a failure that concerns the whole run, such as a token other than the one that made
  ///   the list.
  func prepare(keeping list: TenantList?, asking asker: any Asking) async throws -> any ServicePlan

  /// Finds out what the token is, what it can see, and what an export will cost.
  func inspect(asking asker: any Asking) async throws -> Inspection

  /// Says what a response that is not a success means.
  func failure(of response: FailedResponse) -> ServiceFailure

  /// Says why a response cannot be believed whatever it holds, going by its head; `nil` if it can.
  func objection(to headers: [String: String], of request: PageRequest) -> ServiceFailure?

  /// Looks at what stands around the list of a success, before its mapper does.
  ///
  /// - Throws: `ServiceFailure` if the service says there that it refused.
  func check(_ frame: JSONElement) throws
}

extension Service {
  package static var documentedNames: Set<String> { [] }
  package func objection(to headers: [String: String], of request: PageRequest) -> ServiceFailure? { nil }
  package func check(_ frame: JSONElement) throws {}
}
