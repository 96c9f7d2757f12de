import CMicroHTTPD

extension Simulator {
  /// The version of libmicrohttpd that runs, which may be newer than the one it was built with.
  package static var libraryVersion: String { String(cString: MHD_get_version()) }
}
