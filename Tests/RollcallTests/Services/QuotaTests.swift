import Testing

@testable import Rollcall

/// What an export costs, and how long it takes when a quota is smaller.
@Suite struct `The quota of an export` {
  private func inspection(_ requests: Int?, _ quota: Quota?, note: String? = nil) throws -> Inspection {
    var inspection = Inspection(service: "echo", baseURL: try #require(BaseURL("https://echo.test")))
    (inspection.requestsNeeded, inspection.quota, inspection.quotaNote) = (requests, quota, note)
    return inspection
  }

  @Test(arguments: [
    (1, nil), (5000, nil), (5001, "2 days"), (10_000, "2 days"), (10_001, "3 days"), (20_000_000, "4,000 days"),
  ])
  func `every day begins with a whole quota`(requests: Int, days: String?) throws {
    let inspection = try inspection(requests, Quota(limit: 5000, per: .day))
    #expect(inspection.quota?.duration(of: requests) == days)
    #expect(inspection.exceedsQuota == (days != nil))
    let lines = inspection.cost
    #expect(lines.count == (days == nil ? 1 : 3))
    #expect(days.map { lines[1] == "it takes \($0) with that quota" } != false)
  }

  @Test func `a limit of each minute only makes an export slower`() throws {
    let inspection = try inspection(301, Quota(limit: 300, per: .minute))
    #expect(!inspection.exceedsQuota)
    #expect(
      inspection.cost == [
        "an export makes 301 requests, of 300 a minute", "it waits for that limit, and takes 2 minutes or more",
      ])
  }

  @Test func `without a quota or a number of requests there is nothing to exceed`() throws {
    #expect(try inspection(nil, Quota(limit: 1, per: .day)).cost == [])
    let unknown = try inspection(1, nil, note: "against limits that nobody publishes")
    #expect(unknown.cost == ["an export makes 1 request, against limits that nobody publishes"])
    #expect(try !unknown.exceedsQuota && !inspection(nil, Quota(limit: 1, per: .day)).exceedsQuota)
  }
}
