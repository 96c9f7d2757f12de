import Foundation
import RollcallSimulator
import RollcallTestSupport

/// What curl made of one request.
struct Reply {
  /// 0 if all went well; 18 for a body cut short, 52 for an empty reply, 56 for a reset.
  let exitCode: Int32
  let status: Int
  /// Names in lower case.
  let headers: [String: String]
  let body: Data
  /// Seconds until the end.
  let seconds: Double

  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON, as Foundation understands it.
  var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
  }
  var reason: String? { json["reason"] as? String }
  var list: [[String: Any]] { json["data"] as? [[String: Any]] ?? [] }
  var object: [String: Any]? { json["data"] as? [String: Any] }
}

extension Simulator {
  /// One request, with the demo token under the tier `plugin` unless told otherwise.
  func ask(
    _ path: String, method: String = "GET", token: CrispToken? = .demo, tier: String? = "plugin",
    headers: [String] = []
  ) throws -> Reply {
    var arguments = ["--silent", "--include", "--max-time", "20", "--write-out", "\n%{time_total}"]
    arguments += method == "HEAD" ? ["--head"] : ["--request", method]
    if let token { arguments += ["--user", "\(token.identifier):\(token.key)"] }
    if let tier { arguments += ["--header", "X-Crisp-Tier: \(tier)"] }
    for header in headers { arguments += ["--header", header] }
    let run = try CommandRun.run("curl", arguments + ["\(baseURL)\(path)"])
    return Reply(exitCode: run.exitCode, output: Data(run.outputBytes))
  }
}

extension Simulator {
  /// The statuses of that many requests, one after the other.
  func statuses(_ path: String, times: Int = 1) throws -> [Int] {
    try (0..<times).map { _ in try ask(path).status }
  }
}

extension Reply {
  fileprivate init(exitCode: Int32, output: Data) {
    self.exitCode = exitCode
    let lastLine = output.lastIndex(of: UInt8(ascii: "\n")) ?? output.startIndex
    seconds = Double(String(decoding: output[lastLine...].dropFirst(), as: UTF8.self)) ?? 0
    let answer = output[..<lastLine]
    let gap = answer.range(of: Data("\r\n\r\n".utf8))
    let head = String(decoding: answer[..<(gap?.lowerBound ?? answer.endIndex)], as: UTF8.self)
    body = gap.map { Data(answer[$0.upperBound...]) } ?? Data()
    let lines = head.split(separator: "\r\n")
    status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let halves = line.split(separator: ":", maxSplits: 1)
      if halves.count == 2 { headers[halves[0].lowercased()] = halves[1].trimmingCharacters(in: .whitespaces) }
    }
    self.headers = headers
  }
}

/// The path of the operators list of a website in the ready-made scenarios.
func operatorsPath(seed: UInt64 = 1, website index: Int = 0) -> String {
  "/v1/website/\(Scenario.websiteID(seed: seed, index: index))/operators/list"
}

extension Simulator {
  /// One request to Chatwoot, with the demo token in the hyphenated header unless told otherwise.
  func askChatwoot(
    _ path: String, method: String = "GET", token: String? = ChatwootToken.demoToken,
    headers: [String] = ["Accept: application/json"]
  ) throws -> Reply {
    try ask(
      path, method: method, token: nil, tier: nil,
      headers: headers + (token.map { ["Api-Access-Token: \($0)"] } ?? []))
  }
}

extension Reply {
  /// The objects of a bare array, or of the array in `payload`.
  var people: [[String: Any]] {
    let whole = try? JSONSerialization.jsonObject(with: body)
    return whole as? [[String: Any]] ?? json["payload"] as? [[String: Any]] ?? []
  }
  var ids: [Int] { people.compactMap { $0["id"] as? Int } }
}
