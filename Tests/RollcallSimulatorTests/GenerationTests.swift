import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Generated operators` {
  private let path = operatorsPath()

  @Test func `the same seed gives the same bytes, and another seed gives others`() throws {
    let bodies = try [7, 7, 8]
      .map { seed in
        try serving(.oneWebsite(operators: 300, seed: seed)) { try $0.ask(operatorsPath(seed: seed)).body }
      }
    #expect(bodies[0] == bodies[1])
    #expect(bodies[0] != bodies[2])
  }

  @Test func `two requests for one list generate it once, even at the same time`() throws {
    try serving(.oneWebsite(operators: 20_000)) { crisp in
      let url = "\(crisp.baseURL)\(path)"
      let login = "\(CrispToken.demoIdentifier):\(CrispToken.demoKey)"
      let requests = [
        "--user", login, "--header", "X-Crisp-Tier: plugin", "-o", "/dev/null", url, "-o", "/dev/null", url,
      ]
      #expect(try CommandRun.run("curl", ["--silent", "--fail", "--parallel"] + requests).exitCode == 0)
      try crisp.prepare()
      #expect(crisp.generatedLists == 1)
      #expect(crisp.requestCount == 2)
    }
  }

  /// 20,000 operators are more than is held in memory, so this also reads from the file.
  @Test func `Python reads a large body and finds every way to have no value`() throws {
    let script = """
      import collections, json, sys
      data = sys.stdin.buffer.read()
      elements = json.loads(data)["data"]
      details = [e["details"] for e in elements]
      kinds = lambda k: collections.Counter(
        "absent" if k not in d else "null" if d[k] is None else "empty" if d[k] == "" else "value" for d in details)
      print(json.dumps({
        "count": len(details), "kinds": {k: kinds(k) for k in
          ["avatar", "title", "last_name", "availability", "has_token"]},
        "ids": len({d["user_id"] for d in details}), "titles": len({d.get("title") for d in details}),
        "foreign": sum(not d["first_name"].isascii() for d in details),
        "owners": sum(d["role"] == "owner" for d in details), "escaped": data.count(b"\\\\u"),
        "awkward": sum(any(c in str(d.get("title")) for c in '"\\n\\t\\\\') for d in details),
        "formulas": sum(str(d.get("title")).startswith("=") for d in details)}))
      """
    let body = try serving(.oneWebsite(operators: 20_000)) { try $0.ask(path).body }
    let run = try CommandRun.run("python3", ["-c", script], input: Array(body))
    #expect(run.exitCode == 0, "\(run)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.outputBytes)) as? [String: Any])
    let number = { (key: String) in report[key] as? Int ?? -1 }
    #expect(number("count") == 20_000 && number("ids") == 20_000)
    #expect(number("titles") > 5_000)
    #expect((1_500...2_500).contains(number("foreign")))
    #expect((1_400...1_800).contains(number("owners")))
    #expect(number("escaped") > 500 && number("awkward") > 50 && number("formulas") > 10)
    let kinds = try #require(report["kinds"] as? [String: [String: Int]])
    for (field, counts) in kinds {
      let missing = ["absent", "null", "empty"].map { counts[$0] ?? 0 }
      #expect((1_200...2_800).contains(missing.reduce(0, +)), "\(field)")
      #expect(missing[0] > 0 && missing[1] > 0 && (missing[2] > 0 || field == "has_token"), "\(field)")
    }
  }

  @Test func `generated operators compress as well as real records`() throws {
    let body = try serving(.oneWebsite(operators: 10_000)) { try $0.ask(path).body }
    let compressed = try CommandRun.run("gzip", ["-6", "--stdout"], input: Array(body)).outputBytes
    let ratio = Double(body.count) / Double(compressed.count)
    #expect((4.0...5.5).contains(ratio), "\(ratio)")
    #expect((310...350).contains(body.count / 10_000))
  }
}
