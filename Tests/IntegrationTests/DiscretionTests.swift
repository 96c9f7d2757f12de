import Foundation
import Rollcall
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Discretion of an export` {
  private static var scenario: Scenario {
    var scenario = Scenario.manyWebsites(6, operatorsEach: 30)
    for index in scenario.crisp.websites.indices {
      scenario.crisp.websites[index].pendingInvitations = 4
      scenario.crisp.websites[index].unknownElements = 2
    }
    return scenario
  }

  /// Every form in which a secret could come out.
  private static var secrets: [String] {
    let pair = "\(CrispToken.demoIdentifier):\(CrispToken.demoKey)"
    return CrispCanary.all + [CrispToken.demoKey, pair, Data(pair.utf8).base64EncodedString()]
  }

  @Test func `an export requests each list once, and only with GET`() async throws {
    try await withScratchFolder { folder in
      let export = SimulatedExport(Self.scenario, in: folder)
      let outcome = try await export.run()
      #expect(outcome.manifest?.complete == true && outcome.generatedLists == 6)
      let paths = Self.scenario.crisp.websites.flatMap {
        ["/v1/website/\($0.id)", "/v1/website/\($0.id)/operators/list"]
      }
      #expect(outcome.requests.map(\.target).sorted() == paths.sorted())
      for request in outcome.requests {
        #expect(request.method == "GET" && request.status == 200 && request.token == CrispToken.demoIdentifier)
        #expect(request.headers["x-crisp-tier"] == "plugin" && request.headers["if-none-match"] == nil)
        #expect(request.headers["user-agent"]?.hasPrefix("rollcall/") == true)
      }
    }
  }

  @Test func `a list that is requested again is not generated again`() async throws {
    try await withScratchFolder { folder in
      let export = SimulatedExport(
        Self.scenario, faults: [FaultRule(.truncatedBody(bytes: 500), on: .suffix("/list"), times: 6)], in: folder)
      let outcome = try await export.run()
      #expect(outcome.manifest?.complete == true && outcome.generatedLists == 6 && outcome.requests.count == 18)
    }
  }

  @Test func `an export does not request lists that no table needs`() async throws {
    try await withScratchFolder { folder in
      var export = SimulatedExport(Self.scenario, in: folder)
      export.configuration.tables = [.resources]
      let outcome = try await export.run()
      #expect(outcome.manifest?.complete == true && outcome.generatedLists == 0 && outcome.requests.count == 6)
    }
  }

  @Test(arguments: OutputFormat.all)
  func `no file of a snapshot contains a secret`(format: OutputFormat) async throws {
    try await withScratchFolder { folder in
      var export = SimulatedExport(Self.scenario, in: folder)
      export.configuration.formats = [format]
      export.configuration.compression = .none
      let manifest = try #require(try await export.run().manifest)
      // The invitations are there, or their secrets could not be missed.
      #expect(manifest.tenants.allSatisfy { $0.rows["operators"] == 36 && $0.rows["grants"] == 30 })
      let files = try export.files().filter { !$0.value.isEmpty }
      #expect(files.count == 7)
      for (path, data) in files {
        let text = String(decoding: data, as: UTF8.self)
        for secret in Self.secrets { #expect(!text.contains(secret), "\(secret) in \(path)") }
      }
    }
  }

  @Test(arguments: [403, 404, 429, 500, 200, 302])
  func `no error contains a secret, even if the service repeats the request`(status: Int) async throws {
    let echo = "you sent " + Self.secrets.dropFirst(CrispCanary.all.count).joined(separator: " and ")
    for body in [echo, #"{"error":true,"reason":"\#(echo)","data":{"message":"\#(echo)"}}"#] {
      let answer = FaultAnswer(
        status, headers: ["Location": "https://elsewhere.test/?\(CrispToken.demoKey)"], body: body)
      var export = SimulatedExport(
        .manyWebsites(2, operatorsEach: 3), faults: [FaultRule(.answer(answer), times: nil)], in: try ScratchFolder())
      export.configuration.maximumRetryTime = .seconds(2)
      let error = try #require(try await export.run().error)
      #expect(!error.description.isEmpty)
      for secret in Self.secrets {
        #expect(!error.description.contains(secret) && !"\(error)".contains(secret))
        #expect(!String(reflecting: error).contains(secret), "\(status)")
      }
    }
  }

  @Test func `the manifest contains no secret in the error of a failed tenant`() async throws {
    try await withScratchFolder { folder in
      let echo = "you sent \(Self.secrets.joined(separator: " and "))"
      let export = SimulatedExport(
        Self.scenario,
        faults: [FaultRule(.text(403, echo), on: .exact("/v1/website/\(Scenario.websiteID())"), times: nil)],
        in: folder)
      let manifest = try #require(try await export.run().manifest)
      #expect(manifest.tenants[0].error?.message.contains("•••") == true)
      let text = String(decoding: try #require(try export.files()["snapshot/manifest.json"]), as: UTF8.self)
      for secret in Self.secrets.dropFirst(CrispCanary.all.count) { #expect(!text.contains(secret)) }
    }
  }
}
