import CMicroHTTPD
import Glibc

/// A listening socket on 127.0.0.1 and on no other address: the data are made up, but still private.
enum LoopbackSocket {
  /// - Parameter port: 0 lets the system choose.
  /// - Returns: the listening descriptor and its port.
  static func listen(port: UInt16) throws(SystemError) -> (descriptor: Int32, port: UInt16) {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_INET, type, 0)
    guard descriptor >= 0 else { throw SystemError(doing: "creating a socket") }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withGenericAddress(of: &address) { bind(descriptor, $0, length) }
    guard bound == 0, Glibc.listen(descriptor, SOMAXCONN) == 0,
      withGenericAddress(of: &address, { getsockname(descriptor, $0, &length) }) == 0
    else {
      let error = SystemError(doing: "listening on 127.0.0.1:\(port)")
      close(descriptor)
      throw error
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// Drops a connection with TCP RST, at once and with everything that waits to be sent: Linux does that when a
  /// connected socket is connected to no address.
  static func reset(_ descriptor: Int32) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_UNSPEC)
    _ = withGenericAddress(of: &address) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
  }

  /// The number of sent bytes that the other side has not acknowledged.
  static func unacknowledgedBytes(_ descriptor: Int32) -> Int {
    var count: Int32 = 0
    return ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
  }

  /// The socket of a connection; nil if it is gone.
  ///
  /// The function has variable arguments in C, so Swift does not import it; for this kind of information it needs none.
  static func descriptor(of connection: OpaquePointer) -> Int32? {
    connectionInfo?(connection, .CONNECTION_INFO_CONNECTION_FD)?.pointee.connect_fd
  }

  private typealias ConnectionInfo =
    @convention(c) (OpaquePointer, MHD_ConnectionInfoType) -> UnsafePointer<MHD_ConnectionInfo>?

  private static let connectionInfo = dlsym(nil, "MHD_get_connection_info")
    .map {
      unsafeBitCast($0, to: ConnectionInfo.self)
    }

  private static func withGenericAddress<R>(
    of address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> R
  ) -> R {
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
  }
}
