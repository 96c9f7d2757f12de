import Backpressure
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Websites with teams and sub-inboxes, some with people who left or joined meanwhile: the bytes depend on nothing else.
@Suite(.timeLimit(.minutes(10))) struct `Interrupted exports of sub-inboxes` {
  private static let websites = ["a", "b", "c", "d"]

  /// The answers about four websites: one without sub-inboxes, one with people who left, one that a person joins while it
  /// is read, and one with many operators and sub-inboxes.
  private static func script(limited: String? = nil) -> [String: [ScriptedTransport.Response]] {
    func website(_ id: String, _ people: [Int], _ groups: Int, lists: [[Int]]) -> CrispGroupScript {
      var script = CrispGroupScript()
      script.teams = (0..<groups)
        .map { team in
          #"{"team_id":"t\#(team)","operators":["u\#(team)","u\#(people.count - team)","gone-\#(id)"]}"#
        }
      script.inboxes = (0..<groups)
        .map { inbox in
          let members = people.indices.filter { $0 % (inbox + 2) == 0 }.map { "\"u\(people.count - 1 - $0)\"" }
          return #"{"inbox_id":"i\#(inbox)","teams":["t\#(inbox)"],"operators":[\#(members.joined(separator: ","))]}"#
        }
      script.answers["/operators/list"] = lists.map { list in
        CrispGroupScript.operators(list.map { ("u\($0)", $0.isMultiple(of: 5) ? "owner" : "member") })
      }
      return script
    }
    let (few, many) = (Array(0..<6), Array(0..<3000))
    let scripts = [
      "a": website("a", few, 0, lists: [few]), "b": website("b", few, 2, lists: [few, few]),
      "c": website("c", few, 3, lists: [Array(0..<3), few, few, few]),
      "d": website("d", many, 20, lists: [many, many]),
    ]
    var script: [String: [ScriptedTransport.Response]] = [:]
    for (id, website) in scripts {
      for (path, answers) in website.script() {
        let path = "/v1/website/\(id)\(path.dropFirst("/v1/website/w".count))"
        // The third website is read again.
        let again = id == "c" && !path.hasSuffix("/operators/list")
        script[path] = again ? answers + answers : answers
      }
    }
    if let limited { script["/v1/website/\(limited)/operators/list"] = [.status(429, retryAfter: "86400")] }
    return script
  }

  private func bench(
    _ script: [String: [ScriptedTransport.Response]], in folder: ScratchFolder, workers: Int, _ compression: Compression
  ) throws -> ExportBench {
    var website = CrispGroupScript()
    website.websites = Self.websites
    let dice = Lock(RepeatableRandom(seed: UInt64(workers)))
    var bench = ExportBench(try website.service(), script: script, in: folder) { _ in
      for _ in 0..<dice.withLock({ Int.random(in: 0...20, using: &$0) }) { await Task.yield() }
    }
    bench.configuration.formats = OutputFormat.all
    bench.configuration.compression = compression
    bench.configuration.workers = workers
    bench.configuration.remains = .resume
    bench.configuration.checkpointInterval = .zero
    return bench
  }

  @Test(arguments: Compression.each)
  func `the bytes are the same for any number of workers, and for a run that was stopped at any website`(
    compression: Compression
  ) async throws {
    var expected: [String: [UInt8]]?
    for workers in [1, 2, 8] {
      try await withScratchFolder { folder in
        let bench = try bench(Self.script(), in: folder, workers: workers, compression)
        let manifest = try await bench.run()
        #expect(manifest.complete && bench.transport.unanswered.isEmpty)
        let tables = try folder.tables(below: "snapshot")
        #expect(tables == expected ?? tables, "\(workers) workers")
        expected = tables
      }
    }
    for stop in Self.websites {
      try await withScratchFolder { folder in
        let stopped = try bench(Self.script(limited: stop), in: folder, workers: 2, compression)
        #expect(try await stopped.failure()?.code == .limited)
        #expect(try await bench(Self.script(), in: folder, workers: 3, compression).run().complete)
        #expect(try folder.tables(below: "snapshot") == expected, "stopped at \(stop)")
      }
    }
  }
}
