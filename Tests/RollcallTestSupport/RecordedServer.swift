import Backpressure
import FoundationEssentials
import Rollcall

/// A transport that answers as a real server did: each path with what was recorded for it, as often as it is asked.
///
/// A recording is a file of three parts with blank lines between: the request, the answer's head, and the answer's body.
package final class RecordedServer: HTTPTransport {
  private struct Answer {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]
  }

  private let answers: [String: Answer]
  private let asked = Lock<[String]>([])

  /// - Parameters:
  ///   - folder: where the recordings are.
  ///   - placeholders: what stands in the recordings for other texts, such as a token, and these texts.
  package init(_ folder: URL, replacing placeholders: [String: String]) throws {
    var answers: [String: Answer] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".http") {
      let recording = String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
      guard let (path, answer) = Self.parse(recording, placeholders) else { throw CocoaError(.fileReadCorruptFile) }
      answers[path] = answer
    }
    self.answers = answers
  }

  private static func parse(_ recording: String, _ placeholders: [String: String]) -> (String, Answer)? {
    guard let request = recording.firstRange(of: "\n\n"),
      let head = recording[request.upperBound...].firstRange(of: "\n\n"),
      let target = recording.split(separator: " ", maxSplits: 2).dropFirst().first
    else { return nil }
    let lines = recording[request.upperBound..<head.lowerBound].split(separator: "\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    // The body is another one once its placeholders are replaced.
    headers["content-length"] = nil
    var body = String(recording[head.upperBound...])
    for (placeholder, text) in placeholders { body = body.replacing(placeholder, with: text) }
    return (String(target), Answer(status: status, headers: headers, body: Array(body.utf8)))
  }

  /// The paths of all requests, in the order in which they came.
  package var requests: [String] { asked.withLock { $0 } }
  /// Those of them of which there is no recording.
  package var strangers: [String] { requests.filter { answers[$0] == nil } }

  /// The status with which a path was answered.
  package func status(of path: String) -> Int? { answers[path]?.status }

  /// The JSON with which a path was answered.
  package func json(of path: String) throws -> JSONValue { try answers[path].map { try JSONValue($0.body) } ?? .null }

  package func withResponse<Result: Sendable>(
    to request: HTTPRequest, _ body: (HTTPResponse) async throws -> Result
  ) async throws -> Result {
    let parts = request.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    let path = "/" + (parts.count == 4 ? parts[3] : "")
    asked.withLock { $0.append(path) }
    guard let answer = answers[path] else { throw TransportError(.badRequest, "\(path) was never recorded") }
    let response = HTTPResponse(
      status: answer.status, headers: answer.headers, body: RecordedBody(answer.body))
    return try await body(response)
  }
}

/// A body in small pieces.
private final class RecordedBody: HTTPBody {
  private let rest: Lock<ArraySlice<UInt8>>

  init(_ bytes: [UInt8]) { rest = Lock(bytes[...]) }

  func next() async throws -> [UInt8]? {
    rest.withLock { rest in
      defer { rest = rest.dropFirst(1000) }
      return rest.isEmpty ? nil : Array(rest.prefix(1000))
    }
  }
}
