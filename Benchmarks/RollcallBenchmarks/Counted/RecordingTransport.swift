import FoundationEssentials
import Glibc
import Rollcall

/// A transport that passes responses on and keeps their content as files.
struct RecordingTransport: HTTPTransport {
  private let transport: any HTTPTransport
  private let folder: String

  init(_ transport: any HTTPTransport, folder: String) {
    self.transport = transport
    self.folder = folder
  }

  func withResponse<Result: Sendable>(
    to request: HTTPRequest, _ body: (HTTPResponse) async throws -> Result
  ) async throws -> Result {
    let content = try await transport.withResponse(to: request) { response in
      guard response.status == 200 else { throw Failure("the simulator answered \(response.status)") }
      var content: [UInt8] = []
      while let piece = try await response.body.next() { content += piece }
      return content
    }
    try Data(content).write(to: URL(filePath: RecordedResponse.path(of: request, in: folder)))
    return try await body(HTTPResponse(status: 200, headers: [:], body: try RecordedResponse(to: request, in: folder)))
  }
}

/// A transport that answers from files.
struct ReplayTransport: HTTPTransport {
  let folder: String

  func withResponse<Result: Sendable>(
    to request: HTTPRequest, _ body: (HTTPResponse) async throws -> Result
  ) async throws -> Result {
    try await body(HTTPResponse(status: 200, headers: [:], body: try RecordedResponse(to: request, in: folder)))
  }
}

/// The content of a kept response, in pieces as from a network.
actor RecordedResponse: HTTPBody {
  private static let pieceSize = 64 * 1024

  private let descriptor: CInt

  init(to request: HTTPRequest, in folder: String) throws {
    descriptor = open(Self.path(of: request, in: folder), O_RDONLY)
    guard descriptor >= 0 else { throw Failure("there is no response to \(request.url) in \(folder)") }
  }

  deinit { close(descriptor) }

  func next() throws -> [UInt8]? {
    let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, Self.pieceSize))
    }
    return piece.isEmpty ? nil : piece
  }

  /// The file for a request: the path of its URL, wherever the server is.
  static func path(of request: HTTPRequest, in folder: String) -> String {
    let path = request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
    let name = path.split(separator: "/").dropFirst().joined(separator: "_")
    return "\(folder)/\(name)"
  }
}
