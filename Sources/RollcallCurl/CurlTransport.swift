import Backpressure
import Rollcall

/// The real network, with libcurl: HTTP/1.1 and HTTP/2, verified TLS, kept connections, proxies from the environment.
///
/// One thread runs all transfers (libcurl's multi interface), which costs a tenth of one thread for each.
public final class CurlTransport: HTTPTransport {
  /// The configuration of a transport.
  public struct Configuration: Sendable {
    /// The time limit for a connection, including the search for an address, TLS and a proxy's tunnel.
    public var connectTimeout = Duration.seconds(15)
    /// The longest silence of a server, counted from its last byte.
    public var stallTimeout = Duration.seconds(60)
    /// The time limit for a response, apart from waiting for its reader.
    public var totalTimeout = Duration.seconds(3600)
    /// A file of certificate authorities to trust instead of the system's, in PEM.
    public var authorityFile: String?
    /// The certificate to show to a server that wants one.
    public var clientCertificate: ClientCertificate?
    /// The largest number of connections; `nil` for as many as requests.
    public var maximumConnections: Int?
    /// The value of the `User-Agent` header.
    public var userAgent = "rollcall/\(RollcallVersion.current)"

    /// The proxies from the environment.
    var proxies = ProxySettings()

    /// Makes the default configuration.
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
  /// - Throws: `RollcallError` if it cannot be made, and the error of `body`.
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
