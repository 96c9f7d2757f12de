import Backpressure
import CMicroHTTPD

/// The only owner of libmicrohttpd's handle: one thread with epoll serves any number of connections, with keep-alive.
final class Daemon: Sendable {
  /// The data for the callbacks.
  final class Context: Sendable {
    let handler: @Sendable (Request) -> Answer
    let timekeeper = Timekeeper()

    init(handler: @escaping @Sendable (Request) -> Answer) {
      self.handler = handler
    }
  }

  /// The library could not start; it does not say why.
  struct StartFailure: Error {}

  let port: UInt16
  private let context: Context
  private let handle: Lock<Handle?>

  init(port wanted: UInt16, handler: @escaping @Sendable (Request) -> Answer) throws {
    let socket = try LoopbackSocket.listen(port: wanted)
    port = socket.port
    context = Context(handler: handler)
    guard let pointer = Self.start(on: socket.descriptor, context) else { throw StartFailure() }
    handle = Lock(Handle(pointer: pointer))
  }

  deinit {
    stop()
  }

  /// Drops all connections and returns when no callback runs any more. It is safe to call it twice and from any thread.
  func stop() {
    handle.withLock { handle in
      guard let pointer = handle?.pointer else { return }
      context.timekeeper.stop()
      MHD_stop_daemon(pointer)
      handle = nil
    }
  }

  /// libmicrohttpd accepts calls from any thread.
  private struct Handle: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private static let connectionLimit: UInt32 = 16_384

  private static func start(on socket: Int32, _ context: Context) -> OpaquePointer? {
    // MHD_USE_TURBO is not set: it leaves a connection that should be closed open until something else happens on it.
    let flags =
      MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
      // A service decides whether its answers have a date.
      | MHD_USE_SUPPRESS_DATE_NO_CLOCK.rawValue
    let begin: MHD_URILogger = { _, target, _ in
      Unmanaged.passRetained(Exchange(target: String(cString: target!))).toOpaque()
    }
    let end: MHD_RequestCompletedCallback = { _, _, exchange, _ in
      guard let pointer = exchange?.pointee else { return }
      Unmanaged<Exchange>.fromOpaque(pointer).release()
      exchange?.pointee = nil
    }
    let options: [any CVarArg] = [
      MHD_OPTION.LISTEN_SOCKET.rawValue, socket,
      MHD_OPTION.CONNECTION_LIMIT.rawValue, connectionLimit,
      MHD_OPTION.URI_LOG_CALLBACK.rawValue, unsafeBitCast(begin, to: Int.self), 0,
      MHD_OPTION.NOTIFY_CONNECTION.rawValue, unsafeBitCast(ConnectionCount.callback, to: Int.self), 0,
      MHD_OPTION.NOTIFY_COMPLETED.rawValue, unsafeBitCast(end, to: Int.self), 0,
      MHD_OPTION.END.rawValue,
    ]
    return withVaList(options) { options in
      MHD_start_daemon_va(
        flags, 0, nil, nil,
        { context, connection, _, method, _, _, pendingBytes, exchange in
          guard let exchange = exchange?.pointee, let connection, let method, let pendingBytes else { return .NO }
          return Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue()
            .proceed(
              on: connection, method: method, pendingBytes: &pendingBytes.pointee,
              context: Unmanaged<Context>.fromOpaque(context!).takeUnretainedValue())
        }, Unmanaged.passUnretained(context).toOpaque(), options)
    }
  }

  /// The C type of the callback for `MHD_OPTION_URI_LOG_CALLBACK`, which the header does not name.
  private typealias MHD_URILogger =
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer?
}
