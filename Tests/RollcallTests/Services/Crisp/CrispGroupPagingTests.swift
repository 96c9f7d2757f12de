import RollcallTestSupport
import Testing

@testable import Rollcall

/// Lists of sub-inboxes and teams that change, or seem to, while they and the operators are read.
@Suite(.timeLimit(.minutes(5))) struct `Pages of Crisp's sub-inboxes and teams` {
  typealias Response = ScriptedTransport.Response

  private static func teams(_ ids: [String], status: Int = 200) -> Response {
    CrispGroupScript.list(ids.map { #"{"team_id":"\#($0)","operators":["u1"]}"# }, status: status)
  }

  /// Exports from pages of teams, each of which may be asked for three times.
  private func export(
    _ pages: [[String]], statuses: [Int] = [], answers: [String: [Response]] = [:]
  ) async throws -> CrispGroupScript.Outcome {
    var script = CrispGroupScript()
    for (index, page) in pages.enumerated() {
      let answer = Self.teams(page, status: index < statuses.count ? statuses[index] : 200)
      script.answers["/teams/list/\(index + 1)"] = [answer, answer, answer]
    }
    script.answers.merge(answers) { $1 }
    return try await script.export()
  }

  private func teams(of outcome: CrispGroupScript.Outcome) -> [String?] {
    Array(outcome.rows.column("resource_id", of: .resources).dropFirst())
  }

  @Test(arguments: [[200, 200, 200], [206, 200, 200]])
  func `a list is read until a page is empty`(statuses: [Int]) async throws {
    let outcome = try await export([["b", "a"], ["c"], []], statuses: statuses)
    #expect(teams(of: outcome) == ["b", "a", "c"] && outcome.tenant?.status == .complete)
    #expect(outcome.tenant?.requests == 6)
  }

  @Test func `a list that moved on is read once more, and has each team once`() async throws {
    let outcome = try await export([["a", "b"], ["b", "c"], []])
    #expect(teams(of: outcome) == ["a", "b", "c"] && outcome.tenant?.status == .complete)
    #expect(outcome.requests.filter { $0.hasPrefix("/teams") }.count == 6)
  }

  @Test func `a page in the place of another one does no harm if it does not come again`() async throws {
    let outcome = try await export(
      [["a", "b"], ["c"], []],
      answers: ["/teams/list/2": [Self.teams(["a", "b"]), Self.teams(["c"])], "/teams/list/4": [Self.teams([])]])
    #expect(teams(of: outcome) == ["a", "b", "c"] && outcome.tenant?.status == .complete)
  }

  @Test(
    arguments: [
      ([["a", "b"], ["a", "c"], []], [], "time and again"), ([["a"], []], [206, 200], "status 206"),
      ([["a"], ["a"], ["a"], ["a"]], [], "repeat teams"), ([["a", "a"], []], [], "is there twice"),
    ] as [([[String]], [Int], String)])
  func `a list that contradicts itself time and again is not believed`(
    pages: [[String]], statuses: [Int], says: String
  ) async throws {
    let outcome = try await export(pages, statuses: statuses)
    #expect(outcome.tenant?.status == .incomplete && teams(of: outcome) == [])
    #expect(outcome.tenant?.missing.first?.reason.contains(says) == true, "\(outcome.tenant?.missing as Any)")
  }

  @Test func `what a broken page brought is taken back`() async throws {
    let outcome = try await export(
      [["a"], []],
      answers: [
        "/teams/list/1": [
          .broken(#"{"error":false,"data":[{"team_id":"a","operators":["ghost"]},"#), Self.teams(["a"]),
        ]
      ])
    #expect(teams(of: outcome) == ["a"] && outcome.rows[.operators].count == 4)
  }

  @Test func `a team that a sub-inbox names and the list lacks has both lists read once more`() async throws {
    var script = CrispGroupScript()
    script.answers["/teams/list/1"] = [Self.teams([]), Self.teams(["new"])]
    script.answers["/teams/list/2"] = [Self.teams([])]
    let inbox = CrispGroupScript.list([#"{"inbox_id":"i","teams":["new"]}"#])
    script.answers["/inboxes/list/1"] = [inbox, inbox]
    script.answers["/inboxes/list/2"] = Array(repeating: CrispGroupScript.list([]), count: 2)
    let outcome = try await script.export()
    #expect(teams(of: outcome) == ["new", "i"] && outcome.unanswered.isEmpty)
    #expect(
      outcome.rows.column("grant_id", of: .grants).suffix(2) == ["team:new:member:user:u1", "inbox:i:member:user:u1"])

    // If it stays away, the members of the sub-inbox are not known.
    script.answers["/teams/list/1"] = [Self.teams([]), Self.teams([])]
    script.answers["/teams/list/2"] = []
    let other = try await script.export()
    #expect(teams(of: other) == [] && other.rows[.grants].count == 4 && other.tenant?.status == .incomplete)
    #expect(other.tenant?.missing.map(\.part) == ["inboxes"])
  }

  // MARK: - Operators

  private static let early = CrispGroupScript.operators([("u1", "owner")])
  private static let late = CrispGroupScript.operators([("u0", "member"), ("u1", "owner"), ("u2", "member")])

  /// A website whose sub-inbox names `u2`, with that many answers of each list.
  private func website(operators: [Response], readings: Int) -> CrispGroupScript {
    var script = CrispGroupScript()
    script.inboxes = [#"{"inbox_id":"i","operators":["u2","u1"]}"#]
    script.answers = script.script()
      .reduce(into: [:]) { answers, entry in
        answers[String(entry.key.dropFirst("/v1/website/w".count))] = Array(repeating: entry.value[0], count: readings)
      }
    script.answers["/operators/list"] = operators
    return script
  }

  @Test(arguments: [1, 4]) func `a website that a person joined while it was read is read again`(workers: Int)
    async throws
  {
    var script = website(operators: [Self.early, Self.late, Self.late], readings: 2)
    script.workers = workers
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .complete && outcome.unanswered.isEmpty && outcome.tenant?.requests == 11)
    #expect(outcome.rows.column("operator_id", of: .operators) == ["u0", "u1", "u2"])
    #expect(outcome.rows.column("status", of: .operators) == ["enabled", "enabled", "enabled"])
    #expect(
      outcome.rows.column("grant_id", of: .grants).suffix(2) == ["inbox:i:member:user:u1", "inbox:i:member:user:u2"])
    #expect(outcome.rows.column("resource_id", of: .resources) == ["w", "i"])
    #expect(outcome.tenant?.totals.operators?.byStatus == ["enabled": 3, "disabled": 0, "deleted": 0])
  }

  @Test func `a list of operators that has a person every other time is not believed`() async throws {
    let answers = (0..<3).flatMap { _ in [Self.early, Self.late] }
    let outcome = try await website(operators: answers, readings: 3).export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["inboxes"])
    #expect(outcome.tenant?.missing.first?.reason.contains("and then had them") == true && outcome.unanswered.isEmpty)
    #expect(outcome.rows.column("operator_id", of: .operators) == ["u1"] && outcome.rows[.resources].count == 1)
  }

  @Test func `teams and sub-inboxes are missing if the operators cannot be read once more`() async throws {
    let faults = Array(repeating: Response.status(500), count: 8)
    let outcome = try await website(operators: [Self.early] + faults, readings: 1).export()
    #expect(outcome.tenant?.missing.map(\.part) == ["inboxes"] && outcome.rows[.resources].count == 1)
    #expect(outcome.rows.column("operator_id", of: .operators) == ["u1"])
  }

  @Test func `sub-inboxes that are refused when the website is read again are left out`() async throws {
    var script = website(operators: [Self.early, Self.late, Self.late], readings: 2)
    script.answers["/inboxes/list/1"]![1] = CrispGroupScript.error(403, "not_allowed")
    script.answers["/inboxes/list/2"]!.removeLast()
    let outcome = try await script.export()
    #expect(outcome.tenant?.omitted.map(\.part) == ["inboxes"] && outcome.tenant?.status == .complete)
    #expect(outcome.rows.column("operator_id", of: .operators) == ["u0", "u1", "u2"])
  }

  @Test func `a website that fails when it is read again leaves no row`() async throws {
    var script = website(operators: [Self.early, Self.late], readings: 2)
    script.answers[""]![1] = CrispGroupScript.error(404, "not_subscribed")
    let outcome = try await script.export()
    #expect(outcome.error?.reason == "not_subscribed")
  }
}
