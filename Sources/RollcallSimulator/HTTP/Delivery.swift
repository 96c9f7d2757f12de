import CMicroHTTPD
import Glibc

/// The way of an answer to libmicrohttpd.
enum Delivery {
  /// - Returns: `MHD_NO` to drop the connection.
  static func send(_ answer: Answer, on connection: OpaquePointer, timekeeper: Timekeeper) -> MHD_Result {
    if case .nothing(let ending) = answer.delivery {
      if case .reset = ending, let socket = LoopbackSocket.descriptor(of: connection) { LoopbackSocket.reset(socket) }
      return .NO
    }
    guard let response = response(to: answer, on: connection, timekeeper: timekeeper) else { return .NO }
    defer { MHD_destroy_response(response) }
    if let seconds = answer.idleSeconds { rollcall_set_idle_timeout(connection, UInt32(seconds)) }
    for header in answer.headers { MHD_add_response_header(response, header.name, header.value) }
    return MHD_queue_response(connection, UInt32(answer.status), response)
  }

  private static func response(
    to answer: Answer, on connection: OpaquePointer, timekeeper: Timekeeper
  ) -> OpaquePointer? {
    switch (answer.delivery, answer.body) {
    case (.whole, .bytes(var bytes)):
      return MHD_create_response_from_buffer(bytes.count, &bytes, .RESPMEM_MUST_COPY)
    case (.whole, .stored(let body)):
      return storedResponse(body)
    default:
      return BodyReader(answer, on: connection, timekeeper: timekeeper).response()
    }
  }

  /// A response for this request alone, so that it can have its own headers. All responses share the bytes, which go
  /// from the page cache (`sendfile`) or from one place in memory to the socket.
  private static func storedResponse(_ body: StoredBody) -> OpaquePointer? {
    switch body.place {
    case .file(let file):
      // libmicrohttpd closes the descriptor with the response.
      let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
      guard descriptor >= 0 else { return nil }
      return MHD_create_response_from_fd64(UInt64(body.count), descriptor)
    case .memory(let bytes):
      return MHD_create_response_from_buffer_with_free_callback_cls(
        body.count, bytes.pointer.baseAddress, { Unmanaged<SharedBytes>.fromOpaque($0!).release() },
        Unmanaged.passRetained(bytes).toOpaque())
    }
  }
}
