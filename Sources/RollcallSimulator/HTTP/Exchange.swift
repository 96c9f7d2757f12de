import CMicroHTTPD

/// One request in libmicrohttpd, which calls several times about it: when the head has arrived, for each piece of a
/// body, when everything has arrived, and once more after a delayed answer.
///
/// Only the thread that serves the connections uses it.
final class Exchange {
  private enum Stage {
    case head
    case body
    case held(Answer)
  }

  private let target: String
  private var stage = Stage.head

  /// - Parameter target: path and query in the form in which they were sent.
  init(target: String) {
    self.target = target
  }

  /// - Returns: `MHD_NO` to drop the connection.
  func proceed(
    on connection: OpaquePointer, method: UnsafePointer<CChar>, pendingBytes: inout Int, context: Daemon.Context
  ) -> MHD_Result {
    switch stage {
    case .head:
      // An answer before the end of the body would cost the connection.
      stage = .body
      return .YES
    case .body where pendingBytes > 0:
      pendingBytes = 0
      return .YES
    case .body:
      let request = Request(
        method: String(cString: method), target: target, headers: RequestHeaders.all(of: connection),
        numberOnConnection: ConnectionCount.next(on: connection))
      let answer = context.handler(request)
      guard let delay = answer.delay else { return send(answer, on: connection, context) }
      stage = .held(answer)
      return context.timekeeper.suspend(connection, for: delay) ? .YES : .NO
    case .held(let answer):
      return context.timekeeper.hasStopped ? .NO : send(answer, on: connection, context)
    }
  }

  private func send(_ answer: Answer, on connection: OpaquePointer, _ context: Daemon.Context) -> MHD_Result {
    Delivery.send(answer, on: connection, timekeeper: context.timekeeper)
  }
}

/// The header fields of a request, which libmicrohttpd gives one by one.
private final class RequestHeaders {
  private var fields: [Header] = []

  static func all(of connection: OpaquePointer) -> [Header] {
    let headers = RequestHeaders()
    MHD_get_connection_values(
      connection, .HEADER_KIND,
      { headers, _, name, value in
        guard let name, let value else { return .YES }
        Unmanaged<RequestHeaders>.fromOpaque(headers!).takeUnretainedValue().fields
          .append(Header(String(cString: name), String(cString: value)))
        return .YES
      }, Unmanaged.passUnretained(headers).toOpaque())
    return headers.fields
  }
}
