/// A service that operators work in, and the requests that list them.
///
/// A new service is one folder with the same files as its neighbours, and one line in `ServiceDefinition.all`.
package protocol Service: Sendable {
  /// The name on the command line and in the `service` column.
  static var name: String { get }
  /// The documented names in the service's responses. An error may show them, and shows all other names as `…`.
  static var documentedNames: Set<String> { get }
  /// The origin of the base URL, lower case and without a default port.
  var instance: String { get }
  /// Every form in which the service's secrets are sent, for masking.
  var secrets: [Secret] { get }

  /// The values of the service's own settings that affect a snapshot's content, by name, each in one canonical form.
  /// They are the same for a run and for a run that resumes it. No secret is among them.
  var contentSettings: [String: String] { get }

  /// Finds out the tenants, and everything else that their requests depend on.
  ///
  /// - Parameter list: the tenants of an interrupted run, to which no others are added; `nil` for a new run.
  /// - Throws: `RollcallError` for a failure that concerns the whole run, such as a token other than the one that made
  ///   the list.
  func prepare(keeping list: TenantList?, asking asker: any Asking) async throws -> any ServicePlan

  /// Finds out the kind of the token, the content that it can see, and the number of requests of an export.
  func inspect(asking asker: any Asking) async throws -> Inspection

  /// The meaning of a response that is not a success.
  func failure(of response: FailedResponse) -> ServiceFailure

  /// The reason not to believe a response, by its headers alone; `nil` if there is none.
  func objection(to headers: [String: String], of request: PageRequest) -> ServiceFailure?

  /// Checks the frame of a success before its mapper reads it.
  ///
  /// - Throws: `ServiceFailure` if the frame says that the service refused the request.
  func check(_ frame: JSONElement) throws
}

extension Service {
  package static var documentedNames: Set<String> { [] }
  package func objection(to headers: [String: String], of request: PageRequest) -> ServiceFailure? { nil }
  package func check(_ frame: JSONElement) throws {}
}
