@testable import Rollcall

/// The smallest service there can be: each page, `/<tenant>` or `/<tenant>/<number>`, is a JSON array of strings, and
/// each string is the id of a row of `entitlements`. Its failures are what their statuses say. The tenant can do without
/// a page whose name ends with `~`.
struct EchoService: Service {
  /// Pages in the order of their rows.
  var pages: [String]

  init(_ pages: String...) { self.pages = pages }
  init(pages: [String]) { self.pages = pages }

  static let name = "echo"

  let instance = "https://echo.test"

  var secrets: [Secret] { [Secret("echo-secret-token")] }

  var contentSettings: [String: String] = [:]

  func prepare(keeping list: TenantList?, asking asker: any Asking) async throws -> any ServicePlan {
    let tenants = pages.map { tenant(of: $0).id }.removingDuplicates()
    return EchoPlan(service: self, list: list ?? TenantList(service: "echo", tenants: tenants))
  }

  func inspect(asking asker: any Asking) async throws -> Inspection {
    var inspection = Inspection(service: "echo", baseURL: BaseURL("https://echo.test")!)
    for page in pages {
      inspection.problem = try await asker.reply(to: question(page)).error.map { .init($0) } ?? inspection.problem
    }
    return inspection
  }

  static let endpoint = Endpoint("GET /{tenant}", "the rows")

  func tenant(of page: String) -> Tenant {
    Tenant(service: "echo", instance: "https://echo.test", id: String(page.prefix { $0 != "/" }))
  }

  func question(_ page: String) -> Question<Void> {
    let tenant = tenant(of: page)
    var request = PageRequest(
      tenant: tenant, endpoint: Self.endpoint, path: "/\(page)",
      http: HTTPRequest(url: "https://echo.test/\(page)", headers: [("Authorization", secrets[0])]),
      listPath: .root)
    if page.hasSuffix("~") {
      request.loss = .part(TenantPart(stringLiteral: page))
      request.retryLimits.attemptsAtServerErrors = 2
    }
    return Question(request, mappedBy: EchoMapper(tenant: tenant))
  }

  func failure(of response: FailedResponse) -> ServiceFailure {
    let text = response.redactor.quote(response.body, limit: 100)
    let (scope, error): (ScopedFailure.Scope, RollcallError) =
      switch response.status {
      case 401: (.service, RollcallError(.refused, "refused: \(text)", reason: "invalid_session"))
      case 402, 403, 404:
        (.tenant, RollcallError(.refused, "refused: \(text)", reason: "status_\(response.status)"))
      case 420, 423, 429: (.run, RollcallError(.limited, "limited: \(text)"))
      case 408, 500...599: (.tenant, RollcallError(.unavailable, "out of order: \(text)"))
      default: (.tenant, RollcallError(.undecodable, "\(response.status) makes no sense"))
      }
    return ServiceFailure(scope, error, retry: RetrySignal(status: response.status))
  }
}

private struct EchoPlan: ServicePlan {
  let service: EchoService
  let list: TenantList
  let losses: [ListLoss] = []

  static let endpoints = [EchoService.endpoint]

  var tenants: [Tenant] { service.pages.map { service.tenant(of: $0) }.removingDuplicates() }

  func asks(for tables: Set<Table>) -> Bool { false }

  func fill(_ plan: Plan, for tables: Set<Table>) async throws {
    for page in service.pages where service.tenant(of: page) == plan.tenant { plan.send(service.question(page)) }
  }

  func source(of tables: Set<Table>) -> SourceDescription {
    SourceDescription(
      service: "echo", instance: "https://echo.test", requests: [EchoService.endpoint.description],
      notAvailable: ["anything else"])
  }
}

private struct EchoMapper: PageMapper {
  let tenant: Tenant

  func map(_ elements: JSONElement) throws -> RowBatch? {
    var batch = RowBatch(tenant: tenant)
    try elements.forEachElement { element in
      guard let text = element.string else { throw DecodeError("an element is no string") }
      let id = batch.add(text)
      batch.append([id, batch.add("website"), id, id, .null, .null, .null], to: .entitlements)
    }
    return batch
  }

  func finish(_ frame: JSONElement) throws -> RowBatch? {
    guard frame.kind == .array else { throw DecodeError("the response is no list") }
    return nil
  }
}

extension RowBatch {
  /// The ids of the rows that `EchoService` made.
  var echoes: [String] {
    let cells = cells(of: .entitlements)
    return stride(from: 0, to: cells.count, by: Table.entitlements.width)
      .map { String(decoding: bytes[cells[$0].range], as: UTF8.self) }
  }
}
