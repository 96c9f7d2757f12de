import Backpressure
import Rollcall

/// The real network, by libcurl: HTTP/1.1 and HTTP/2, TLS verified, connections kept, proxies from the environment.
///
/// One thread runs all transfers (libcurl's multi interface), which costs a tenth of what a thread for each would.
public final class CurlTransport: HTTPTransport {
  /// How requests are made.
  public struct Configuration: Sendable {
    /// How long a connection may take to come about, with the search for an address, TLS and a proxy's tunnel.
    public var connectTimeout = Duration.seconds(15)
    /// How long a server may send nothing at all, counted from its last byte.
    public var stallTimeout = Duration.seconds(60)
    /// How long a response may take in all, apart from waiting for whoever reads it.
    public var totalTimeout = Duration.seconds(3600)
    /// A file of certificate authorities to trust instead of the system's, in PEM.
    public var authorityFile: String?
    /// How many connections there may be at a time; `nil` for as many as requests.
    public var maximumConnections: Int?
    /// What the `User-Agent` header says.
    public var userAgent = "rollcall/\(RollcallVersion.current)"

    /// What the environment says of proxies.
    var proxies = ProxySettings()

    /// The defaults.
    public init() {}
  }

  private let loop: CurlLoop
  private let configuration: Configuration

  private init(loop: CurlLoop, configuration: Configuration) {
    self.loop = loop
    self.configuration = configuration
  }

  /// Lends a transport to `body`. Its thread and connections end with the scope.
  ///
  /// - Throws: `RollcallError` if there can be none, and what `body` throws.
  public static func withTransport<Result>(
    _ configuration: Configuration = Configuration(), _ body: (CurlTransport) async throws -> Result
  ) async throws -> Result {
    let loop: CurlLoop
    do throws(TransportError) {
      loop = try CurlLoop(maximumConnections: configuration.maximumConnections)
    } catch {
      throw RollcallError(error)
    }
    defer { loop.stop() }
    return try await body(CurlTransport(loop: loop, configuration: configuration))
  }

  /// Performs one GET; see `HTTPTransport`.
  public func withResponse<Result: Sendable>(
    to request: HTTPRequest, _ body: (HTTPResponse) async throws -> Result
  ) async throws -> Result {
    let transfer = CurlTransfer(request, configuration: configuration, loop: loop)
    loop.start(transfer)
    defer { transfer.abandon() }
    let head = try await transfer.head()
    return try await body(HTTPResponse(status: head.status, headers: head.headers, body: transfer))
  }
}
