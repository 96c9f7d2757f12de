import CMicroHTTPD

/// The number of requests on each connection, kept in libmicrohttpd's memory about the connection.
///
/// Only the thread that serves the connections uses it.
enum ConnectionCount {
  /// The callback for the start and the end of a connection.
  static let callback: MHD_NotifyConnectionCallback = { _, _, memory, event in
    guard let memory else { return }
    switch event {
    case .CONNECTION_NOTIFY_STARTED:
      let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
      count.initialize(to: 0)
      memory.pointee = UnsafeMutableRawPointer(count)
    default:
      memory.pointee?.assumingMemoryBound(to: Int.self).deallocate()
      memory.pointee = nil
    }
  }

  /// Counts one more request.
  ///
  /// - Returns: its number, from 1.
  static func next(on connection: OpaquePointer) -> Int {
    guard let memory = rollcall_connection_memory(connection) else { return 1 }
    let count = memory.assumingMemoryBound(to: Int.self)
    count.pointee += 1
    return count.pointee
  }
}
