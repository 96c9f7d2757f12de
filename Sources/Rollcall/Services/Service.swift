/// A service that operators work in, and how to ask it who they are.
///
/// A new service is one folder with the same files as its neighbours, and one line in `ServiceDefinition.all`.
package protocol Service: Sendable {
  /// The name on the command line and in the `service` column.
  static var name: String { get }
  /// The names that stand in the service's responses, which an error may show. One that is left out is shown as `…`.
  static var documentedNames: Set<String> { get }
  /// Where it runs: the origin of its base URL, lower case and without a default port.
  var instance: String { get }
  /// Every form in which the service's secrets are sent, for masking.
  var secrets: [Secret] { get }

  /// Its own settings that decide what is in a snapshot, by their names, each value written in one way: what a run must
  /// have in common with another one to go on where that one stopped. No secret is among them.
  var contentSettings: [String: String] { get }

  /// Finds out which tenants there are, and what else their requests depend on.
  ///
  /// - Parameters:
  ///   - list: the tenants that the run has had since it began, if it was interrupted: these and no others.
  ///   - ask: sends a request of which no row is kept, and returns why it failed for good, if it did.
  /// - Throws: `RollcallError` for a failure that concerns the whole run, such as a token that is not the one which made
  ///   the list.
  func prepare(keeping list: TenantList?, asking ask: @escaping Ask) async throws -> any ServicePlan

  /// Finds out what the token is, what it can see, and what an export will cost.
  ///
  /// - Parameter ask: sends a request of which no row is kept, and returns why it failed for good, if it did.
  func inspect(asking ask: @escaping Ask) async throws -> Inspection

  /// Says what a response that is not a success means.
  func failure(of response: FailedResponse) -> ServiceFailure

  /// Says why a response cannot be believed whatever it holds, for what its head tells; `nil` if it can.
  func objection(to headers: [String: String], of request: PageRequest) -> ServiceFailure?

  /// Looks at what stands around the list of a success, before its mapper does.
  ///
  /// - Throws: `ServiceFailure` if the service says there that it is none.
  func check(_ frame: JSONElement) throws
}

/// Takes what a step tells; suspends while there is no room for it.
package typealias SendEvent = (PageEvent) async throws -> Void

/// Sends a request of which no row is kept, and returns why it failed for good, if it did.
package typealias Ask = @Sendable (PageRequest) async throws -> RollcallError?

extension Service {
  package static var documentedNames: Set<String> { [] }
  package func objection(to headers: [String: String], of request: PageRequest) -> ServiceFailure? { nil }
  package func check(_ frame: JSONElement) throws {}
}

/// A step of a plan. Steps run side by side, and their rows come out in the order of the steps.
package enum PlanStep: Sendable {
  /// A request whose response becomes rows, or answers a question of the plan.
  case request(PageRequest)
  /// What no response says by itself, such as rows that several responses make together. It may wait for promises of
  /// the steps before. Without a tenant it is about the service as a whole.
  case events(Tenant?, @Sendable (_ send: SendEvent) async throws -> Void)
}

/// A request whose response becomes rows, or answers a question of the plan.
package struct PageRequest: Sendable {
  /// Whose rows they are; `nil` for a request about the service as a whole.
  package let tenant: Tenant?
  /// What it asks for, whatever it is about.
  package let endpoint: Endpoint
  /// The path and query below the service's base URL.
  package let path: String
  package let http: HTTPRequest
  /// Where the response has its list, if it has one.
  package let listPath: ElementSplitter.ListPath
  /// The statuses of a response that is a success.
  package var successes: Set<Int> = [200]
  /// What is lost when the request fails for good.
  package var loss = Loss.tenant
  /// Whether what it asks for may have been deleted since it was listed.
  package var mayBeGone = false
  /// The largest response that is accepted, in bytes.
  package var responseLimit = ElementSplitter.Limits().response
  /// Whether it is asked with the token, so that a refusal of it holds for the requests to come.
  package var carriesToken = true
  /// Makes what turns the response into rows; each attempt gets a fresh copy. It may wait for the promises of requests
  /// before this one, and gives `nil` if without them there is nothing to ask.
  package let makeMapper: @Sendable () async throws -> (any PageMapper)?
  /// After how many attempts the request is given up; `nil` if only time decides.
  package var attempts: Int?
  /// The same for attempts that end in a 500, where the same request may well get one for ever.
  package var attemptsAtServerErrors: Int?
  /// Called when the request is over.
  package var settle: @Sendable (Ending) -> Void = { _ in }

  /// Whether its response is all of a list.
  var isWholeList: Bool { listPath != .none && !successes.contains(206) }

  func attempts(after signal: RetrySignal) -> Int? {
    signal == .fault(status: 500) ? attemptsAtServerErrors ?? attempts : attempts
  }

  /// The largest response that is accepted where all of a list is held in memory, in bytes: some hundred times what the
  /// largest accounts have.
  static let heldResponse = 512 * 1024 * 1024

  /// How a request ends.
  package enum Ending: Sendable {
    /// Its rows are sent.
    case complete
    /// It failed for good.
    case lost
    /// The service says that what was asked for does not exist, and why. Nothing has been told of it yet: whether it was
    /// deleted or the service contradicts itself is for the plan to find out.
    case gone(RollcallError)
  }

  /// What is lost when a request fails for good.
  package enum Loss: Sendable, Equatable {
    /// The tenant, or without one all that the request would have told.
    case tenant
    /// A part of it, which is named in the manifest.
    case part(TenantPart)
    /// Nothing that anybody would miss.
    case nothing
  }
}

/// Maps one response to rows: what the fields of a service mean.
///
/// A value that is used for one attempt at one response. It is called with the response's elements in order.
package protocol PageMapper: Sendable {
  /// Takes the status of the response, one of the request's successes. Called before anything else.
  mutating func take(status: Int)
  /// Rows that are known before the response is.
  mutating func begin() -> RowBatch?
  /// Maps a JSON array of elements.
  mutating func map(_ elements: JSONElement) throws -> RowBatch?
  /// Maps what stands around the list, which is the whole response if there is no list, and checks that nothing is
  /// missing. Called at the response's end.
  mutating func finish(_ frame: JSONElement) throws -> RowBatch?
  /// More rows of a response that was understood, a batch at a time, until there are none. Called behind `finish(_:)`.
  mutating func next() -> RowBatch?
  /// What people should hear of the response, a sentence each. Asked for behind the last rows.
  var notes: [String] { get }
}

/// A mapper of lists that may be long: the work on one stretch of elements needs nothing of the stretches before it,
/// so that several are worked on side by side.
package protocol StretchMapper: PageMapper {
  /// What is known of a stretch by itself.
  associatedtype Stretch: MappedStretch
  /// Maps a JSON array of elements, in any order.
  func prepare(_ elements: JSONElement) -> Stretch
  /// Takes the stretches in order.
  mutating func take(_ stretch: Stretch) throws -> RowBatch?
}

/// A stretch of a list, mapped by itself.
package protocol MappedStretch: Sendable {
  /// Whether something is wrong with one of its elements, which `take` will say.
  var isFaulty: Bool { get }
}

extension StretchMapper {
  package mutating func map(_ elements: JSONElement) throws -> RowBatch? { try take(prepare(elements)) }
}

extension PageMapper {
  /// All successes are alike.
  package mutating func take(status: Int) {}
  /// The last rows came with the response's end.
  package mutating func next() -> RowBatch? { nil }
  /// No rows are known before the response is.
  package mutating func begin() -> RowBatch? { nil }
  /// There is nothing to tell.
  package var notes: [String] { [] }
}

/// A response that is not a success, with the beginning of its content.
package struct FailedResponse: Sendable {
  package let status: Int
  package let headers: [String: String]
  /// At most 64 KiB.
  package let body: [UInt8]
  package let redactor: Redactor
  /// What was asked for; empty if that is not known.
  package var url = ""
}

/// What a response means that is not a success.
package struct ServiceFailure: Error, Sendable {
  package let error: RollcallError
  /// Whether asking again may help.
  package let retry: RetrySignal?
  /// After how many attempts it mostly does not; `nil` if only time decides.
  package var attempts: Int?
  /// Limits start anew whenever the calendar's time is a multiple of this; `nil` if nothing is known of that.
  package var limitWindow: Duration?
  /// Whether what was asked for does not exist any more.
  package var isGone = false
  /// Whether something before the service answered in its place.
  package var isFromFrontEnd = false
  /// Whether every other request meets the same, one without the token as well.
  package var concernsAll = false
  /// Whether a quota is used up that is not renewed while a run waits: the second such answer ends it.
  package var isQuotaUsedUp = false

  package init(_ error: RollcallError, retry: RetrySignal? = nil) {
    self.error = error
    self.retry = retry
  }
}

extension RollcallError {
  /// The failure, with its place filled in where it has none yet.
  func at(_ request: PageRequest, attempts: Int, requestID: String? = nil) -> RollcallError {
    var error = self
    error.tenant = error.tenant ?? request.tenant
    error.request = error.request ?? "GET \(request.path)\(attempts > 1 ? ", \(attempts) attempts" : "")"
    error.requestID = error.requestID ?? requestID
    return error
  }
}
