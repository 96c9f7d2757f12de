import Rollcall
import RollcallCurl

/// A response that arrived as far as it did.
struct Received: Sendable {
  var status = 0
  var headers: [String: String] = [:]
  var body: [UInt8] = []
  /// What ended it too early.
  var error: TransportError?

  var text: String { String(decoding: body, as: UTF8.self) }
}

extension CurlTransport {
  /// Gets a URL, with what went wrong as a value.
  func get(
    _ url: String, headers: [(String, Secret)] = [], isLocal: Bool = false
  ) async throws -> Received {
    let request = HTTPRequest(
      url: url, headers: headers.map { (name: $0.0, value: $0.1) }, isLocal: isLocal)
    var received = Received()
    do {
      try await withResponse(to: request) { response in
        received.status = response.status
        received.headers = response.headers
        while let bytes = try await response.body.next() { received.body += bytes }
      }
    } catch let error as TransportError {
      received.error = error
    }
    return received
  }
}

/// Gets one URL through a transport of its own.
func get(
  _ url: String, headers: [(String, Secret)] = [], isLocal: Bool = false,
  stallTimeout: Duration = .seconds(20), authorityFile: String? = nil,
  configure: (inout CurlTransport.Configuration) -> Void = { _ in }
) async throws -> Received {
  var configuration = CurlTransport.Configuration()
  configuration.stallTimeout = stallTimeout
  configure(&configuration)
  configuration.authorityFile = authorityFile
  return try await CurlTransport.withTransport(configuration) { transport in
    try await transport.get(url, headers: headers, isLocal: isLocal)
  }
}
